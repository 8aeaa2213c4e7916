import { describe, expect, it } from 'vitest';
import { createGateKeeper } from '#main/server/gate-keeper.ts';
import type { Gate, GateOpening } from '#main/storage/event-log.ts';
import { silentLogger } from '#shared/logger.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { endOfTurn } from './turn.ts';

const gatheringMs = 5_000;
const lateGatheringMs = 15_000;

/** A gate whose log says yes or no as it is told; null: it fails. */
function setupGate(gate: Gate, answers: readonly (boolean | null)[]) {
  const clock = createFakeClock();
  const asked: GateOpening[] = [];
  const errors: string[] = [];
  let opened = 0;
  const openGate = (opening: GateOpening): Promise<boolean> => {
    const answer = answers[asked.length];
    asked.push(opening);
    return answer === null ? Promise.reject(new Error('the disk is gone')) : Promise.resolve(answer === true);
  };
  const logger = { ...silentLogger, error: (sentence: string) => void errors.push(sentence) };
  const onOpened = () => void (opened += 1);
  const keeper = createGateKeeper({
    log: { openGate },
    gate,
    clock,
    limits: { gatheringMs, lateGatheringMs },
    logger,
    onOpened,
  });
  return { clock, asked, errors, keeper, opened: () => opened };
}

describe('the keeper of a gate', () => {
  it('[D13] asks a log that may be closed for nothing once it is stopped, whatever is answered behind that', async () => {
    const { clock, asked, errors, keeper } = setupGate('closed', [null, null, null]);
    keeper.healed();
    clock.advance(lateGatheringMs);
    await endOfTurn();
    expect(asked).toEqual(['healed', 'late']);
    keeper.stop();
    keeper.healed();
    keeper.given();
    clock.advance(20 * gatheringMs);
    await endOfTurn();
    expect([asked.length, errors.length, clock.pendingTimers()]).toEqual([2, 2, 0]);
  });

  it('[H3] asks once everybody had the time to come, and again with everyone who has given all', async () => {
    const { clock, asked, keeper, opened } = setupGate('closed', [false, true]);
    keeper.healed();
    clock.advance(gatheringMs - 1);
    expect(asked).toEqual([]);
    clock.advance(1);
    await endOfTurn();
    expect([asked, opened()]).toEqual([['healed'], 0]);
    keeper.healed();
    await endOfTurn();
    expect([asked, opened()]).toEqual([['healed', 'healed'], 1]);
  });

  it('[H3] gives the others the time to come from when the first has healed, however late that is', async () => {
    const { clock, asked, keeper } = setupGate('closed', [true]);
    clock.advance(3 * gatheringMs);
    keeper.healed();
    clock.advance(gatheringMs - 1);
    keeper.healed();
    await endOfTurn();
    expect(asked).toEqual([]);
    clock.advance(1);
    await endOfTurn();
    expect(asked).toEqual(['healed']);
  });

  it('[H3] asks once more where nobody came for long, and not after it has opened', async () => {
    const { clock, asked, keeper, opened } = setupGate('closed', [false, true]);
    keeper.healed();
    clock.advance(gatheringMs);
    await endOfTurn();
    clock.advance(lateGatheringMs - gatheringMs - 1);
    await endOfTurn();
    expect(asked).toEqual(['healed']);
    clock.advance(1);
    await endOfTurn();
    expect([asked, opened(), clock.pendingTimers()]).toEqual([['healed', 'late'], 1, 0]);
    const soon = setupGate('closed', [true]);
    soon.keeper.healed();
    soon.clock.advance(gatheringMs);
    await endOfTurn();
    expect([soon.opened(), soon.clock.pendingTimers()]).toEqual([1, 0]);
  });

  it('[H3] leaves to the host what only the host opens', async () => {
    const { clock, asked, keeper, opened } = setupGate('host', [true]);
    keeper.healed();
    clock.advance(gatheringMs);
    await endOfTurn();
    expect([asked, clock.pendingTimers()]).toEqual([[], 0]);
    expect(await keeper.goOn()).toBe(true);
    expect([asked, opened()]).toEqual([['host'], 1]);
  });

  it('[H3] lets the host go on at once, also while it gathers', async () => {
    const { keeper, opened } = setupGate('closed', [true, false]);
    expect([await keeper.goOn(), await keeper.goOn(), opened()]).toEqual([true, false, 1]);
  });

  it('has nothing to do where the gate is open', async () => {
    const { clock, asked, keeper } = setupGate('open', []);
    keeper.healed();
    await endOfTurn();
    expect([asked, clock.pendingTimers()]).toEqual([[], 0]);
  });

  it('says that the log failed, and asks again with the next', async () => {
    const { clock, asked, errors, keeper, opened } = setupGate('closed', [null, true]);
    keeper.healed();
    clock.advance(gatheringMs);
    await endOfTurn();
    expect(errors).toEqual(['The gate could not be opened.']);
    keeper.healed();
    await endOfTurn();
    expect([asked.length, opened()]).toEqual([2, 1]);
  });

  /** Everybody had the time to come, and something is missing. */
  async function setupLate(answers: readonly (boolean | null)[]) {
    const late = setupGate('closed', answers);
    late.keeper.healed();
    for (const ms of [gatheringMs, lateGatheringMs - gatheringMs]) {
      late.clock.advance(ms);
      await endOfTurn();
    }
    return late;
  }

  it('[H3] looks again, and not at every bit, where something is given late by whoever does not say that it was all', async () => {
    const { clock, asked, keeper, opened } = await setupLate([false, false, true]);
    keeper.given();
    keeper.given();
    await endOfTurn();
    expect([asked.length, clock.pendingTimers()]).toEqual([2, 1]);
    clock.advance(gatheringMs);
    await endOfTurn();
    expect([asked.length, opened(), clock.pendingTimers()]).toEqual([3, 1, 0]);
  });

  it('[H3] looks for what is given by nobody who says so neither before it is late nor where the gate is open', async () => {
    for (const gate of ['closed', 'open', 'host'] as const) {
      const { clock, asked, keeper } = setupGate(gate, []);
      keeper.given();
      await endOfTurn();
      expect([asked, clock.pendingTimers()]).toEqual([[], 0]);
    }
  });

  it('[H3] asks again by itself where the log failed late', async () => {
    const { clock, errors, opened } = await setupLate([false, null, true]);
    expect([errors.length, opened()]).toEqual([1, 0]);
    clock.advance(gatheringMs);
    await endOfTurn();
    expect(opened()).toBe(1);
  });

  it('leaves no timer behind', () => {
    const { clock, keeper } = setupGate('closed', []);
    keeper.healed();
    expect(clock.pendingTimers()).toBe(1);
    keeper.stop();
    expect(clock.pendingTimers()).toBe(0);
  });
});
