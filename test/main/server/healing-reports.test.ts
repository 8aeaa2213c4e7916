import { describe, expect, it } from 'vitest';
import { createHealingReports } from '#main/server/healing-reports.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { endOfTurn } from './turn.ts';

/** A log that counts so many milliseconds long, and answers when it is told to. */
function setupReports(countMs: number) {
  const clock = createFakeClock();
  const ends: (() => void)[] = [];
  let begun = 0;
  const healingReport = () => {
    begun += 1;
    const missing = begun;
    return new Promise<ReturnType<typeof reportOf>>((resolve, reject) => {
      ends.push(() => {
        clock.advance(countMs);
        if (missing === 3) reject(new Error('the disk is gone'));
        else resolve(reportOf(missing));
      });
    });
  };
  const reports = createHealingReports({ log: { healingReport }, clock });
  const heard: (number | string)[] = [];
  const ask = async () => {
    reports.next().then(
      ({ missing }) => heard.push(missing),
      (error: unknown) => heard.push((error as Error).message),
    );
    await endOfTurn();
  };
  const end = async () => {
    ends.shift()?.();
    await endOfTurn();
  };
  return { clock, reports, ask, end, heard, begun: () => begun };
}

function reportOf(missing: number) {
  return { epoch: 2, gate: 'open' as const, startedAt: 0, returned: 0, givers: [], missing, parked: 0, closedRooms: 0 };
}

describe('counting what came back', () => {
  it('[H7] is done once for all who ask while another count runs, and never with a count that began before', async () => {
    const { ask, end, heard, begun } = setupReports(0);
    await ask();
    for (let count = 0; count < 5; count += 1) await ask();
    expect(begun()).toBe(1);
    await end();
    expect([heard, begun()]).toEqual([[1], 2]);
    await end();
    expect(heard).toEqual([1, 2, 2, 2, 2, 2]);
  });

  it('[H7] leaves the log nine tenths of its time', async () => {
    const { clock, ask, end, heard, begun } = setupReports(100);
    await ask();
    await end();
    await ask();
    clock.advance(899);
    await endOfTurn();
    expect(begun()).toBe(1);
    clock.advance(1);
    await endOfTurn();
    await end();
    expect(heard).toEqual([1, 2]);
    expect(clock.pendingTimers()).toBe(0);
  });

  it('[H7] lets nobody wait long, however slow it is', async () => {
    const { clock, ask, end, begun } = setupReports(5_000);
    await ask();
    await end();
    await ask();
    clock.advance(2_000);
    await endOfTurn();
    expect(begun()).toBe(2);
  });

  it('[H7] that fails is said to whoever asked, and the next ask counts again', async () => {
    const { ask, end, heard } = setupReports(0);
    for (let count = 0; count < 4; count += 1) {
      await ask();
      await end();
    }
    expect(heard).toEqual([1, 2, 'the disk is gone', 4]);
  });

  it('[D13] of a server that stops waits for nothing', async () => {
    const { clock, reports, ask, end, heard } = setupReports(100);
    await ask();
    await end();
    await ask();
    reports.stop();
    await endOfTurn();
    expect(clock.pendingTimers()).toBe(0);
    await end();
    await ask();
    await end();
    expect(heard).toEqual([1, 2, 'the disk is gone']);
  });
});
