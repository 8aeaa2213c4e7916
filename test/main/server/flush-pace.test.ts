import { describe, expect, it } from 'vitest';
import { createFlushPace } from '#main/server/flush-pace.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { endOfTurn } from './turn.ts';

/** A flush that takes so many milliseconds each time. */
function setupPace(flushMs: number) {
  const clock = createFakeClock();
  let flushes = 0;
  const pace = createFlushPace({
    clock,
    flush: () => {
      flushes += 1;
      clock.advance(flushMs);
    },
  });
  const ask = async () => {
    pace.ask();
    await endOfTurn();
  };
  return { clock, ask, flushes: () => flushes };
}

describe('writing', () => {
  it('happens at the end of the turn, once, while it costs nothing', async () => {
    const { ask, flushes, clock } = setupPace(0);
    await Promise.all([ask(), ask()]);
    await ask();
    expect(flushes()).toBe(2);
    expect(clock.pendingTimers()).toBe(0);
  });

  it('rests as long as it took, and what comes meanwhile is written together', async () => {
    const { ask, flushes, clock } = setupPace(10);
    await ask();
    for (let count = 0; count < 5; count += 1) await ask();
    clock.advance(9);
    expect(flushes()).toBe(1);
    clock.advance(1);
    expect(flushes()).toBe(2);
  });

  it('is held back for 25 ms at most', async () => {
    const { ask, flushes, clock } = setupPace(1_000);
    await ask();
    await ask();
    clock.advance(25);
    expect(flushes()).toBe(2);
  });

  it('is calm again after the rest', async () => {
    const { ask, flushes, clock } = setupPace(10);
    await ask();
    clock.advance(10);
    await ask();
    expect(flushes()).toBe(2);
  });
});
