import { describe, expect, it } from 'vitest';
import { createFrame, joinFrames, splitAtFrames } from '#main/transport/frame.ts';
import { decodeFrames } from '#test/support/tls-raw-client.ts';

describe('a frame', () => {
  it.each([0, 1, 125, 126, 127, 65_535, 65_536, 131_072])('of %i bytes has the header of RFC 6455', (length) => {
    const wire = createFrame('x'.repeat(length)).wire();
    expect(decode(wire)).toEqual([{ first: 0x81, text: 'x'.repeat(length) }]);
  });

  it('counts bytes and not characters', () => {
    expect(decode(createFrame('中'.repeat(50)).wire())).toEqual([{ first: 0x81, text: '中'.repeat(50) }]);
  });

  it('is encoded once', () => {
    const frame = createFrame('once');
    expect(frame.wire()).toBe(frame.wire());
  });
});

describe('a batch', () => {
  it('holds its frames one after the other', () => {
    const batch = joinFrames(['a', 'é'.repeat(200), ''].map(createFrame));
    expect(decode(batch.wire()).map(({ text }) => text)).toEqual(['a', 'é'.repeat(200), '']);
    expect(batch.texts).toEqual(['a', 'é'.repeat(200), '']);
  });

  it('is joined once for all connections', () => {
    const batch = joinFrames(['a', 'b'].map(createFrame));
    expect(batch.wire()).toBe(batch.wire());
  });

  it('of one frame is that frame, without a copy', () => {
    const frame = createFrame('alone');
    expect(joinFrames([frame]).wire()).toBe(frame.wire());
  });

  it.each([0, 1, 100, 1_000, 100_000, 10_000_000])(
    'is split between frames only, in pieces of up to %i bytes',
    (maxBytes) => {
      const lengths = [0, 1, 125, 126, 5_000, 65_535, 65_536, 131_072, 3, 4];
      const { wire } = joinFrames(lengths.map((length) => createFrame('x'.repeat(length))));
      const pieces = splitAtFrames(wire(), maxBytes);
      expect(Buffer.concat(pieces)).toEqual(wire());
      expect(pieces.flatMap((piece) => decode(piece).map(({ text }) => text.length))).toEqual(lengths);
      for (const piece of pieces) expect(piece.length <= maxBytes || decode(piece).length === 1).toBe(true);
    },
  );

  it('of nothing sends nothing', () => {
    expect(joinFrames([]).wire()).toHaveLength(0);
  });
});

function decode(wire: Buffer): { first: number; text: string }[] {
  return decodeFrames(wire).map(({ first, payload }) => ({ first, text: payload.toString('utf8') }));
}
