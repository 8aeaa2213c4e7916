import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxWireDepth } from '#shared/domain/wire-value.ts';
import { isTooDeep } from '#shared/nesting.ts';
import { maxFrameDepth, parseClientFrame } from '#shared/protocol/client-frame.ts';

const seed = 7_420;

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('the depth of a frame', () => {
  it(`[P1] is told from its text as it is from what it holds (seed ${seed})`, () => {
    const tricky = fc.constantFrom('[', '{', ']', '}', '"', '\\', '\\"', '[["', '\\\\', '\u2028');
    const texts = fc.array(tricky, { maxLength: 5 }).map((parts) => parts.join(''));
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 6, depthSize: 'medium' },
        texts,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(texts, tie('value'), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(value, (held) => {
        const depth = depthOf(held);
        for (const json of [JSON.stringify(held), JSON.stringify(held, null, 1)]) {
          expect(isTooDeep(json, depth)).toBe(false);
          expect(isTooDeep(json, depth - 1)).toBe(depth > 0);
        }
      }),
      { seed, numRuns: 500 },
    );
  });

  it('[P1] is 64 at most, the frame counted', () => {
    const signal = (lists: number) =>
      parseClientFrame(`{"type":"signal","name":"x","params":{"a":${'['.repeat(lists)}${']'.repeat(lists)}}}`);
    expect(signal(62).ok).toBe(true);
    expect(signal(63)).toEqual({ ok: false, error: { type: 'invalid_frame', problem: 'nested deeper than 64' } });
  });

  it('[P1] leaves room for the deepest event in a page', () => {
    const [reply, result, events] = [1, 1, 1];
    expect(maxFrameDepth).toBeGreaterThanOrEqual(maxWireDepth + reply + result + events);
  });

  it.each(['', '"', '"\\', ']]]]', '}{', '"\\"[[[["', '\\'])(
    '[P1] is told of what is no JSON without harm: %j',
    (text) => {
      expect(isTooDeep(text, 1)).toBe(false);
    },
  );
});
