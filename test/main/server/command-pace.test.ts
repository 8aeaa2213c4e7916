import { describe, expect, it } from 'vitest';
import { createCommandPace } from '#main/server/command-pace.ts';
import { createServerCounters } from '#main/server/server-counters.ts';
import { createSession } from '#main/server/session.ts';
import { limits as usualLimits, type Limits } from '#shared/protocol/limits.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { personIdOf } from '#test/support/sample-ids.ts';
import { firstRoom, setupChatServer } from './chat-server-world.ts';
import { createRecordingConnection } from './recording-connection.ts';
import type { TestClient } from './test-client.ts';

const perSecond = usualLimits.maxCommandsPerSecond;
const burst = usualLimits.maxCommandBurst;

/** Two people in the first room, who have rested since they came. */
async function setupTwo() {
  const world = await setupChatServer();
  const general = await firstRoom(world);
  const ada = await world.join(1);
  const ben = await world.join(2);
  for (const person of [ada, ben]) person.sendCommand('room.join', { roomId: general });
  await world.wait(10_000);
  for (const person of [ada, ben]) person.take();
  const say = (person: TestClient, text: string) =>
    person.sendCommand('message.send', { roomId: general, content: { type: 'text', text } });
  const counters = () => world.server.stats().counters;
  return { world, ada, ben, say, counters };
}

function setupPace(limits: Partial<Limits> = {}) {
  const clock = createFakeClock();
  const counters = createServerCounters();
  const pace = createCommandPace({ clock, counters, limits: { ...usualLimits, ...limits } });
  const connect = () => {
    const connection = createRecordingConnection();
    return { connection, session: createSession(connection) };
  };
  return { clock, counters, pace, connect };
}

describe('a person over their rate', () => {
  it('[D14] is read more slowly: an outbox of 1,000 drains at the rate, with nothing refused', async () => {
    const { world, ada, say, counters } = await setupTwo();
    const ids = Array.from({ length: 1_000 }, (_, index) => say(ada, `Message ${index}`));
    await world.settle();
    const accepted: unknown[] = ada.takeOf('accepted').map(({ commandId }) => commandId);
    expect(accepted).toHaveLength(burst);
    for (let seconds = 1; accepted.length < ids.length; seconds += 1) {
      await world.wait(1_000);
      accepted.push(...ada.takeOf('accepted').map(({ commandId }) => commandId));
      expect(accepted).toHaveLength(Math.min(ids.length, burst + seconds * perSecond));
    }
    expect(accepted).toEqual(ids);
    expect(ada.closed).toBe(null);
    expect(counters()).toMatchObject({ commandsRefusedForNow: 0, silentConnectionsDropped: 0 });
  });

  it('[D14] costs the server no memory: what it may not send yet stays in its own', async () => {
    const { world, ada, say } = await setupTwo();
    for (let count = 0; count < 1_000; count += 1) say(ada, `Message ${count}`);
    await world.settle();
    expect(world.server.stats()).toMatchObject({ queuedCommands: 0, slowedSessions: 1 });
    expect(ada.link.underWay('server')).toBe(1_000 - burst);
    await world.wait(60_000);
    expect(world.server.stats().slowedSessions).toBe(0);
  });

  it('[D14] keeps nobody else waiting', async () => {
    const { world, ada, ben, say } = await setupTwo();
    for (let count = 0; count < 1_000; count += 1) say(ada, `Message ${count}`);
    await world.settle();
    const mine = say(ben, 'Am I heard?');
    await world.settle();
    expect(ben.takeOf('accepted')).toMatchObject([{ commandId: mine }]);
  });

  it('[D14] has its burst again after a rest', async () => {
    const { world, ada, say, counters } = await setupTwo();
    for (let round = 0; round < 3; round += 1) {
      for (let count = 0; count < burst - 1; count += 1) say(ada, `Message ${count}`);
      await world.wait(5_000);
    }
    expect(ada.takeOf('accepted')).toHaveLength(3 * (burst - 1));
    expect(counters().readsSlowed).toBe(0);
  });

  it('[D14, P14] gains nothing by logging in again', async () => {
    const { world, ada, say, counters } = await setupTwo();
    for (let count = 0; count < burst; count += 1) say(ada, `Message ${count}`);
    await world.settle();
    const again = await world.login(1);
    again.take();
    for (let count = 0; count < 10; count += 1) say(again, `More ${count}`);
    await world.settle();
    expect([again.takeOf('accepted').length, counters().readsSlowed]).toEqual([1, 2]);
    await world.wait(1_000);
    expect(again.takeOf('accepted')).toHaveLength(9);
  });

  it('[D10] is not silent while nothing is read of it', async () => {
    const { world, ada, say } = await setupTwo();
    for (let count = 0; count < 600; count += 1) say(ada, `Message ${count}`);
    await world.wait(26_000);
    expect([ada.closed, ada.link.underWay('server') > 0]).toEqual([null, true]);
    await world.wait(60_000);
    expect(ada.takeOf('accepted')).toHaveLength(600);
  });

  it('[D10] is silent as anybody else once it is read again', async () => {
    const { world, ada, say } = await setupTwo();
    for (let count = 0; count < burst + 1; count += 1) say(ada, `Message ${count}`);
    await world.settle();
    ada.link.halfCut('server');
    await world.wait(40_000);
    expect(world.server.stats()).toMatchObject({ slowedSessions: 0, counters: { silentConnectionsDropped: 1 } });
  });

  it('[D14] leaves no timer when it goes or the server stops', async () => {
    const { world, ada, ben, say } = await setupTwo();
    for (const person of [ada, ben]) for (let count = 0; count < 200; count += 1) say(person, `Message ${count}`);
    await world.settle();
    ada.link.cut();
    await world.settle();
    expect(world.server.stats().slowedSessions).toBe(1);
    await world.server.stop('closing');
    await world.settle();
    expect([world.clock.pendingTimers(), ben.closed?.code]).toEqual([0, 1001]);
  });
});

describe('the pace of commands', () => {
  it('[D14] refuses only what comes beyond ten times the rate although nothing is read', () => {
    const { pace, connect } = setupPace();
    const { session } = connect();
    const waits = Array.from({ length: 10 * burst + 2 }, () => pace.take(session, personIdOf(1), 500));
    expect(waits.slice(0, 10 * burst).every((wait) => wait === null)).toBe(true);
    // So long until what was taken ahead is made up for.
    const untilPaidMs = ((9 * burst + 1) * 1_000) / perSecond;
    expect(waits.slice(10 * burst)).toEqual([untilPaidMs, untilPaidMs]);
  });

  it('[D14] lets a device go on that waits as long as it was told', () => {
    const { clock, pace, connect } = setupPace();
    const { session, connection } = connect();
    let wait: number | null = null;
    while (wait === null) wait = pace.take(session, personIdOf(1), 500);
    clock.advance(wait + 250);
    expect([connection.isReading, pace.take(session, personIdOf(1), 500)]).toEqual([true, null]);
  });

  it.each([
    [{ maxCommandsPerSecond: 1, maxCommandBurst: 1 }, 11],
    [{ maxCommandsPerSecond: 3_000, maxCommandBurst: 60 }, 30_060],
    [{ maxCommandsPerSecond: 1_000_000, maxCommandBurst: 1_000_000 }, 200_000],
  ])('[D14] holds to %o', (limits, most) => {
    const { clock, pace, connect } = setupPace(limits);
    const { session, connection } = connect();
    let taken = 0;
    for (let ms = 0; ms <= 10_000; ms += 1) {
      for (; connection.isReading && taken < 200_000; taken += 1) pace.take(session, personIdOf(1), 1);
      clock.advance(1);
    }
    expect(taken).toBe(most);
  });

  it('[D14] takes no more bytes than a burst and their rate, with nothing refused', () => {
    const { clock, pace, connect } = setupPace();
    const devices = [connect(), connect(), connect()];
    const size = 64 * 1024;
    let taken = 0;
    for (let second = 0; second < 60; second += 1) {
      for (const { session, connection } of devices)
        // Never as many at once as would be too many commands.
        for (let said = 0; said < 5 && connection.isReading; said += 1) {
          expect(pace.take(session, personIdOf(1), size)).toBeNull();
          taken += size;
        }
      clock.advance(1_000);
    }
    const most = usualLimits.maxCommandBurstBytes + 60 * usualLimits.maxCommandBytesPerSecond;
    expect(taken).toBeLessThanOrEqual(most + devices.length * size);
    expect(taken).toBeGreaterThanOrEqual(most - size);
    expect(pace.slowed()).toBe(devices.length);
  });

  it('[D14] refuses what is more than ten times as many bytes although nothing is read', () => {
    const { pace, connect } = setupPace({ maxCommandBurst: 10_000 });
    const size = 64 * 1024;
    let taken = 0;
    for (; pace.take(connect().session, personIdOf(1), size) === null; taken += size);
    expect(taken).toBe(10 * usualLimits.maxCommandBurstBytes);
    expect(pace.take(connect().session, personIdOf(2), size)).toBeNull();
  });

  it('has one timer for all who are over their rate', () => {
    const { clock, pace, connect } = setupPace({ maxCommandBurst: 1 });
    const sessions = Array.from({ length: 50 }, connect);
    for (const [index, { session }] of sessions.entries()) pace.take(session, personIdOf(index + 1), 500);
    expect([pace.slowed(), clock.pendingTimers()]).toEqual([50, 1]);
    clock.advance(1_000);
    expect([pace.slowed(), clock.pendingTimers()]).toEqual([0, 0]);
  });
});
