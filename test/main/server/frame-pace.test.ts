import { describe, expect, it } from 'vitest';
import { setupChatServer } from './chat-server-world.ts';
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
