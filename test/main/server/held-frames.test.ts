import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeHeld, type HeldFrame } from '#main/server/held-frames.ts';
import { createFrame } from '#main/transport/frame.ts';

function held(kind: string, ...seqs: number[]): HeldFrame[] {
  return seqs.map((seq) => ({ seq, frame: createFrame(`${kind}${seq}`) }));
}

function texts(frames: readonly HeldFrame[]): string[] {
  return frames.map(({ frame }) => frame.text);
}

describe('[P7] what was held is let go in the order of the log', () => {
  it.each([
    [[], [], []],
    [[1, 2], [], ['e1', 'e2']],
    [[], [1, 2], ['r1', 'r2']],
    [
      [1, 4],
      [2, 3, 5],
      ['e1', 'r2', 'r3', 'e4', 'r5'],
    ],
  ])('from events %j and replies %j', (events, replies, expected) => {
    expect(texts(mergeHeld(held('e', ...events), held('r', ...replies)))).toEqual(expected);
  });

  it('the frame that opens a stream comes before the reply with the same seq', () => {
    expect(texts(mergeHeld(held('opened', 7), held('reply', 7)))).toEqual(['opened7', 'reply7']);
  });

  it('nothing is lost, doubled or out of order, whatever there was', () => {
    const sorted = fc.array(fc.nat(50)).map((seqs) => seqs.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(sorted, sorted, (events, replies) => {
        const merged = mergeHeld(held('e', ...events), held('r', ...replies)).map(({ seq }) => seq);
        expect(merged).toEqual([...events, ...replies].toSorted((a, b) => a - b));
      }),
    );
  });
});
