import { describe, expect, it } from 'vitest';
import { createFrame, joinFrames } from '#main/transport/frame.ts';

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

  it('of nothing sends nothing', () => {
    expect(joinFrames([]).wire()).toHaveLength(0);
  });
});

/** Unmasked frames as a client reads them (RFC 6455, section 5.2). */
function decode(wire: Buffer): { first: number; text: string }[] {
  const frames = [];
  for (let at = 0; at < wire.length;) {
    const first = wire.readUInt8(at);
    const short = wire.readUInt8(at + 1);
    const headerBytes = short === 127 ? 10 : short === 126 ? 4 : 2;
    const length =
      short === 127 ? Number(wire.readBigUInt64BE(at + 2)) : short === 126 ? wire.readUInt16BE(at + 2) : short;

    frames.push({ first, text: wire.toString('utf8', at + headerBytes, at + headerBytes + length) });
    at += headerBytes + length;
  }
  return frames;
}
