import { describe, expect, it } from 'vitest';
import type { HealedView } from '#shared/ipc/healed-view.ts';
import { err, ok } from '#shared/result.ts';
import { createHealingWatch } from '#main/client/healing-watch.ts';
import type { ClientState } from '#main/storage/client-store.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { personIdOf } from '#test/support/sample-ids.ts';
import { fakeStore } from './fake-store.ts';

const turn = () => new Promise(setImmediate);
const minuteMs = 60_000;

/** A server whose reports, as [returned, missing, closedRooms], are these one after the other; null: it does not answer. */
function setupWatch(...reports: readonly (readonly [number, number, number] | null)[]) {
  const clock = createFakeClock();
  const told: (HealedView | null)[] = [];
  let asked = 0;
  let isUntold = true;
  const watch = createHealingWatch({
    clock,
    store: fakeStore({
      load: async () => ({ isHealingUntold: isUntold }) as ClientState,
      healingTold: async () => {
        isUntold = false;
      },
    }),
    requests: {
      request: async () => {
        const counts = reports[asked] ?? null;
        asked += 1;
        if (counts === null) return err({ type: 'timed_out' } as const);
        const [returned, missing, closedRooms] = counts;
        const givers = [{ personId: personIdOf(1), events: returned }];
        const value = { startedAt: 1, returned, givers, missing, closedRooms };
        return ok({ value, raw: value } as never);
      },
    },
    onHealed: (healed) => told.push(healed),
    onFailed: (error) => {
      throw error;
    },
  });
  const pass = async (ms: number) => {
    clock.advance(ms);
    await turn();
  };
  watch.start();
  return {
    clock,
    watch,
    pass,
    told,
    asked: () => asked,
    isUntold: () => isUntold,
    seen: () => (isUntold = false),
    counts: () => told.map((healed) => healed && [healed.returned, healed.missing, healed.closedRooms]),
  };
}

describe('what came back of what a server lost', () => {
  it('[H7] is asked for again each minute while something is missing or closed, and no more once all is there', async () => {
    const { pass, counts, asked, clock } = setupWatch([2, 3, 1], [4, 1, 1], [5, 0, 1], [5, 0, 0]);
    await turn();
    expect(counts()).toEqual([[2, 3, 1]]);
    await pass(minuteMs - 1);
    expect(asked()).toBe(1);
    await pass(1);
    await pass(minuteMs);
    await pass(minuteMs);
    expect(counts().slice(1)).toEqual([
      [4, 1, 1],
      [5, 0, 1],
      [5, 0, 0],
    ]);
    expect([asked(), clock.pendingTimers()]).toEqual([4, 0]);
  });

  it('[H7] is told no more once the person has seen it', async () => {
    const { pass, counts, asked, seen, clock } = setupWatch([2, 3, 0], [4, 1, 0], [5, 0, 0]);
    await turn();
    seen();
    await pass(minuteMs);
    await pass(minuteMs);
    expect(counts()).toEqual([[2, 3, 0]]);
    expect([asked(), clock.pendingTimers()]).toEqual([2, 0]);
  });

  it('[H7] is told to nobody where nothing was lost, also when that shows only after private rooms have opened', async () => {
    const { pass, counts, isUntold } = setupWatch([0, 0, 1], [0, 0, 0]);
    await turn();
    expect([counts(), isUntold()]).toEqual([[[0, 0, 1]], true]);
    await pass(minuteMs);
    expect([counts(), isUntold()]).toEqual([[[0, 0, 1], null], false]);
  });

  it('[H7] is asked for again of a server that did not say', async () => {
    const { pass, counts } = setupWatch(null, [1, 0, 0]);
    await turn();
    expect(counts()).toEqual([]);
    await pass(minuteMs);
    expect(counts()).toEqual([[1, 0, 0]]);
  });

  it('is asked for no more when the session has ended', async () => {
    const { watch, pass, asked, clock } = setupWatch([2, 3, 0]);
    await turn();
    watch.end();
    await pass(minuteMs);
    expect([asked(), clock.pendingTimers()]).toEqual([1, 0]);
  });
});
