import { describe, expect, it } from 'vitest';
import { createSession } from '#main/server/session.ts';
import { createSignalRate } from '#main/server/signal-rate.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { firstRoom, setupChatServer } from './chat-server-world.ts';
import { createRecordingConnection } from './recording-connection.ts';

function setupRate() {
  const clock = createFakeClock();
  const rate = createSignalRate(clock, 64);
  const session = () => createSession(createRecordingConnection());
  const takeMany = (from: ReturnType<typeof session>, count: number) =>
    Array.from({ length: count }, () => rate.take(from)).filter((isWithin) => isWithin).length;
  return { clock, session, takeMany };
}

describe('the rate of signals', () => {
  it('lets 64 pass at once, and as many again in each second', () => {
    const { clock, session, takeMany } = setupRate();
    const ada = session();
    expect(takeMany(ada, 1_000)).toBe(64);
    clock.advance(500);
    expect(takeMany(ada, 1_000)).toBe(32);
    clock.advance(60_000);
    expect(takeMany(ada, 1_000)).toBe(64);
  });

  it('is counted for each session by itself', () => {
    const { session, takeMany } = setupRate();
    expect([takeMany(session(), 100), takeMany(session(), 100)]).toEqual([64, 64]);
  });

  it('has what is beyond it ignored, counted, and forgiven', async () => {
    const world = await setupChatServer();
    const ada = await world.join(1);
    ada.sendCommand('room.join', { roomId: await firstRoom(world) });
    await world.wait(1_000);
    const signal = (name: string, params: object) => {
      ada.send({ type: 'signal', name, params });
    };
    for (let count = 0; count < 100; count += 1) {
      signal('presence.set', { state: count % 2 === 0 ? 'away' : 'here' });
      signal('presence.watch', { roomIds: [], personIds: [], everybody: count % 2 === 0 });
    }
    await world.settle();
    expect(world.server.stats().counters.signalsIgnored).toBe(200 - 64);
    expect(ada.closed).toBe(null);
    await world.wait(1_000);
    signal('presence.set', { state: 'away' });
    await world.settle();
    expect(world.server.stats().counters.signalsIgnored).toBe(200 - 64);
  });
});
