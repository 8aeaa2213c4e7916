import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffLimits, failedTry, freshBackoff, type Backoff } from '#main/client/backoff.ts';

const almostOne = 1 - Number.EPSILON;

/** The delays of failures one after the other, each tried as soon as the one before says. */
function delays(count: number, fraction: () => number): { readonly at: number; readonly delayMs: number }[] {
  let now = 1_000;
  let backoff: Backoff = freshBackoff;
  return Array.from({ length: count }, () => {
    const at = now - 1_000;
    const failed = failedTry(backoff, { now, fraction: fraction() });
    backoff = failed.backoff;
    now += failed.delayMs;
    return { at, delayMs: failed.delayMs };
  });
}

describe('the backoff', () => {
  it('[D11] begins with 300 ms and doubles up to 3 s', () => {
    const spans = delays(6, () => almostOne).map(({ delayMs }) => delayMs);
    expect(spans).toEqual([299, 599, 1_199, 2_399, 2_999, 2_999]);
  });

  it('[D11] goes up to 10 s when the first minute is over', () => {
    const late = delays(60, () => almostOne).filter(({ at }) => at >= backoffLimits.youngForMs);
    expect(new Set(late.map(({ delayMs }) => delayMs))).toEqual(new Set([9_999]));
  });

  it('[D11] is full jitter: anything from nothing to the span', () => {
    expect(failedTry(freshBackoff, { now: 0, fraction: 0 }).delayMs).toBe(0);
    expect(failedTry({ tries: 3, lostAt: 0 }, { now: 5, fraction: 0.5 }).delayMs).toBe(1_200);
  });

  it('[D11] never gives up and never goes beyond its caps, whatever the dice say', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: almostOne, noNaN: true }), { minLength: 50, maxLength: 200 }),
        (dice) => {
          let next = 0;
          for (const { at, delayMs } of delays(dice.length, () => dice[(next += 1) - 1] ?? 0)) {
            expect(delayMs).toBeGreaterThanOrEqual(0);
            expect(delayMs).toBeLessThan(
              at < backoffLimits.youngForMs ? backoffLimits.youngCapMs : backoffLimits.capMs,
            );
          }
        },
      ),
    );
  });

  it('waits at least as long as the server asks for', () => {
    expect(failedTry(freshBackoff, { now: 0, fraction: 0.9, leastMs: 7_000 }).delayMs).toBe(7_000);
  });

  it('waits a minute at most, whatever the server asks for', () => {
    const leastMs = Number.MAX_SAFE_INTEGER;
    expect(failedTry(freshBackoff, { now: 0, fraction: 0.9, leastMs }).delayMs).toBe(60_000);
  });

  it('counts the minute from the loss, not from the last try', () => {
    const { backoff } = failedTry({ tries: 9, lostAt: 100 }, { now: 59_000, fraction: 0 });
    expect(backoff).toEqual({ tries: 10, lostAt: 100 });
    expect(failedTry(backoff, { now: 60_100, fraction: almostOne }).delayMs).toBe(9_999);
  });
});
