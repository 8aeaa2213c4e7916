import { describe, expect, it } from 'vitest';
import { createFramePace } from '#main/server/frame-pace.ts';
import { createServerCounters } from '#main/server/server-counters.ts';
import { createSession } from '#main/server/session.ts';
import { limits as usualLimits } from '#shared/protocol/limits.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { deviceKeyOf, outboxIdOf, personIdOf } from '#test/support/sample-ids.ts';
import { setupChatServer } from './chat-server-world.ts';
import { createRecordingConnection } from './recording-connection.ts';
import type { TestClient } from './test-client.ts';

const limits = { maxFramesPerSecond: 100, maxFrameBurst: 200, maxStrangerFramesPerSecond: 4, maxStrangerFrameBurst: 8 };
/** The hello and the login. */
const sentByStranger = 2;

async function setupFlood() {
  const world = await setupChatServer({ limits });
  const ada = await world.join(1);
  await world.server.act({ kind: 'server.setDoor', body: { door: 'knock', openUntil: 0 } });
  const counters = () => world.server.stats().counters;
  const flood = async (client: TestClient, frame: object, count: number) => {
    for (let index = 0; index < count; index += 1) client.send(frame);
    await world.settle();
    return client.link.underWay('server');
  };
  return { ...world, ada, counters, flood };
}

const request = { type: 'request', id: 1, name: 'x', params: {} };

describe('a connection that says much', () => {
  it.each([
    ['requests that are none', request],
    ['signals', { type: 'signal', name: 'x', params: {} }],
    ['frames of no type', { type: 'x' }],
  ])('[D14, T7] is read more slowly from a stranger who waits: %s', async (_, frame) => {
    const { login, flood, counters, wait } = await setupFlood();
    const stranger = await login(9);
    const burst = limits.maxStrangerFrameBurst - sentByStranger;
    expect(await flood(stranger, frame, 15)).toBe(15 - burst);
    expect(counters().readsSlowed).toBe(1);
    await wait(1_000);
    expect(stranger.link.underWay('server')).toBe(15 - burst - limits.maxStrangerFramesPerSecond);
    await wait(2_000);
    expect([stranger.link.underWay('server'), stranger.closed]).toEqual([0, null]);
  });

  it('[D14] is read as fast as its history needs of somebody who is in, and no faster', async () => {
    const { ada, flood, wait } = await setupFlood();
    await wait(10_000);
    ada.take();
    const burst = limits.maxFrameBurst;
    expect(await flood(ada, request, burst - 1)).toBe(0);
    await wait(10_000);
    expect(await flood(ada, request, burst + 10 * limits.maxFramesPerSecond)).toBe(10 * limits.maxFramesPerSecond);
    await wait(12_000);
    expect(ada.takeOf('reply').length).toBe(2 * burst - 1 + 10 * limits.maxFramesPerSecond);
  });

  it('[D14] counts more for a large frame, by every 4 KiB in it', async () => {
    const { ada, flood, wait } = await setupFlood();
    await wait(10_000);
    const large = { type: 'signal', name: 'x', params: { text: 'x'.repeat(36 * 1024) } };
    // Ten each.
    expect(await flood(ada, large, 30)).toBe(30 - limits.maxFrameBurst / 10);
    await wait(1_000);
    expect([ada.link.underWay('server'), ada.closed]).toEqual([0, null]);
  });

  it('[D14] is one over all devices of a person, and over no others', () => {
    const clock = createFakeClock();
    const pace = createFramePace({ clock, counters: createServerCounters(), limits: { ...usualLimits, ...limits } });
    const connect = (person: number, device: number) => {
      const connection = createRecordingConnection(`192.0.2.${device}`);
      const session = createSession(connection);
      const owner = { personId: personIdOf(person), device: deviceKeyOf(device), outboxId: outboxIdOf(device) };
      session.state = { type: 'active', owner };
      return { connection, session };
    };
    const devices = Array.from({ length: 60 }, (_, at) => connect(1, at + 1));
    const other = connect(2, 100);
    let taken = 0;
    /** All say as much as is read of them. */
    const flood = () => {
      for (const { connection, session } of devices) for (; connection.isReading; taken += 1) pace.take(session, 100);
    };
    flood();
    // What each says before it is known that the rate is used up.
    expect(taken).toBe(limits.maxFrameBurst + devices.length - 1);
    for (let ms = 0; ms < 10_000; ms += 50) {
      clock.advance(50);
      flood();
    }
    expect(taken).toBeLessThanOrEqual(limits.maxFrameBurst + 10 * limits.maxFramesPerSecond + devices.length);
    pace.take(other.session, 100);
    expect(other.connection.isReading).toBe(true);
    pace.stop();
    expect(clock.pendingTimers()).toBe(0);
  });

  it('[D14] leaves no timer when it goes or the server stops', async () => {
    const { login, flood, server, settle, clock } = await setupFlood();
    const [gone, left] = [await login(9), await login(10)];
    for (const client of [gone, left]) await flood(client, request, 40);
    gone.link.cut();
    await settle();
    await server.stop('closing');
    await settle();
    expect(clock.pendingTimers()).toBe(0);
  });
});
