import { describe, expect, it } from 'vitest';
import { createGivingTurns } from '#main/server/giving-turns.ts';
import { createSession } from '#main/server/session.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { deviceKeyOf, outboxIdOf, personIdOf } from '#test/support/sample-ids.ts';
import { createRecordingConnection } from './recording-connection.ts';
import { endOfTurn } from './turn.ts';

const limits = { maxRepeatedEventsPerSecond: 10, maxRepeatedEventBurst: 20 };

function setupTurns() {
  const clock = createFakeClock();
  const turns = createGivingTurns({ clock, limits });
  /** Those that the log has begun with, and not ended. */
  const underWay: ((repeated: number) => void)[] = [];
  const connect = (person: number, device: number) => {
    const connection = createRecordingConnection();
    const session = createSession(connection);
    session.state = {
      type: 'active',
      owner: { personId: personIdOf(person), device: deviceKeyOf(device), outboxId: outboxIdOf(device) },
    };
    const give = () => turns.take(session, () => new Promise<number>((resolve) => underWay.push(resolve)));
    return { connection, session, give };
  };
  const end = async (repeated: number) => {
    underWay.shift()?.(repeated);
    await endOfTurn();
  };
  return { clock, turns, underWay, connect, end };
}

describe('giving back', () => {
  it('[H4] goes on one frame of a person at a time, over all of their devices', async () => {
    const { underWay, connect, end } = setupTurns();
    const devices = Array.from({ length: 10 }, (_, at) => connect(1, at + 1));
    for (const { give } of devices) give();
    expect([underWay.length, devices.filter(({ connection }) => connection.isReading).length]).toEqual([1, 0]);
    for (let left = 9; left >= 0; left -= 1) {
      await end(0);
      expect(underWay.length).toBe(left === 0 ? 0 : 1);
      expect(devices.filter(({ connection }) => connection.isReading).length).toBe(10 - left);
    }
  });

  it('[H4] of others does not wait for it', () => {
    const { underWay, connect } = setupTurns();
    connect(1, 1).give();
    connect(2, 2).give();
    expect(underWay.length).toBe(2);
  });

  it('[H4] of strangers goes by their address', () => {
    const { underWay, connect } = setupTurns();
    for (const person of [1, 2, 3]) {
      const { session, give } = connect(person, person);
      session.isStranger = true;
      give();
    }
    expect(underWay.length).toBe(1);
  });

  it('[H4] what the log has already waits, and what is news to it does not', async () => {
    const { clock, underWay, connect, end } = setupTurns();
    const { give, connection } = connect(1, 1);
    for (let round = 0; round < 100; round += 1) {
      give();
      expect(underWay.length).toBe(1);
      await end(0);
    }
    give();
    await end(200);
    expect(connection.isReading).toBe(true);
    give();
    expect([underWay.length, connection.isReading]).toEqual([0, false]);
    // 180 events ahead of the time, and one more.
    clock.advance(18_099);
    expect(underWay.length).toBe(0);
    clock.advance(1);
    expect(underWay.length).toBe(1);
    await end(0);
    expect([connection.isReading, clock.pendingTimers()]).toEqual([true, 0]);
  });

  it('leaves no timer when the server stops, and does not read from whoever is gone', async () => {
    const { clock, turns, connect, end } = setupTurns();
    const { session, connection, give } = connect(1, 1);
    give();
    session.state = { type: 'closed' };
    await end(200);
    expect(connection.isReading).toBe(false);
    connect(1, 2).give();
    expect(clock.pendingTimers()).toBe(1);
    turns.stop();
    expect(clock.pendingTimers()).toBe(0);
  });
});
