import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advanceDelivery, type DeliveryState } from '#shared/domain/delivery.ts';

const seed = 7_420;
const ladder = ['queued', 'sent', 'delivered', 'read'] as const;
const states: readonly DeliveryState[] = [...ladder, 'failed'];
const news = fc.array(fc.constantFrom(...states), { maxLength: 12 });

describe('a delivery state', () => {
  it.each(
    ladder.flatMap((state, at) => ladder.map((heard, to) => ({ state, heard, after: ladder[Math.max(at, to)] }))),
  )('[D4] that is $state and hears $heard is $after after', ({ state, heard, after }) => {
    expect(advanceDelivery(state, heard)).toBe(after);
  });

  it('[D4] fails from queued only', () => {
    expect(states.map((state) => advanceDelivery(state, 'failed'))).toEqual([
      'failed',
      'sent',
      'delivered',
      'read',
      'failed',
    ]);
  });

  it('[D4, P16] that is failed stays so, whatever comes', () => {
    expect(states.map((heard) => advanceDelivery('failed', heard))).toEqual(states.map(() => 'failed'));
  });

  it(`[D4] does not depend on the order in which good news comes, nor on how often (seed ${seed})`, () => {
    const goodNews = fc.array(fc.constantFrom(...ladder), { maxLength: 12 });
    fc.assert(
      fc.property(goodNews, (heard) => {
        const end = (list: readonly DeliveryState[]) => list.reduce(advanceDelivery, 'queued');
        expect(end(heard.toReversed())).toBe(end(heard));
        expect(end([...heard, ...heard])).toBe(end(heard));
      }),
      { seed, numRuns: 300 },
    );
  });

  it(`[D4] never moves back (seed ${seed})`, () => {
    const rank = (state: DeliveryState) => (state === 'failed' ? 9 : ladder.indexOf(state));
    fc.assert(
      fc.property(news, (heard) => {
        let state: DeliveryState = 'queued';
        for (const item of heard) {
          const next = advanceDelivery(state, item);
          expect(rank(next)).toBeGreaterThanOrEqual(rank(state));
          expect(next === 'failed' && state !== 'queued' && state !== 'failed').toBe(false);
          state = next;
        }
      }),
      { seed, numRuns: 300 },
    );
  });
});
