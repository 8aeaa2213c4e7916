import { describe, expect, it } from 'vitest';
import { firstRoom, setupChatServer } from './chat-server-world.ts';
import type { TestClient } from './test-client.ts';

/** Three people in the first room of a whole server; the second has it on the screen, the third has not. */
async function setupRelay() {
  const world = await setupChatServer();
  const roomId = await firstRoom(world);
  const [ada, ben, cid] = [await world.join(1), await world.join(2), await world.join(3)];
  for (const client of [ada, ben, cid]) client.sendCommand('room.join', { roomId });
  await world.wait(1_000);
  const signal = (from: TestClient, name: string, params: object) => {
    from.send({ type: 'signal', name, params });
  };
  signal(ben, 'presence.watch', { roomIds: [roomId], personIds: [], everybody: false });
  await world.settle();
  const type = async (from: TestClient, isTyping = true) => {
    signal(from, 'typing.set', { roomId, isTyping });
    await world.settle();
  };
  for (const client of [ada, ben, cid]) client.take();
  return { world, roomId, ada, ben, cid, signal, type };
}

function heard(client: TestClient): unknown[] {
  const typing = client.takeOf('signal').filter(({ name }) => name === 'typing');
  return typing.map(({ params }) => (params as { personIds: unknown }).personIds);
}

describe('typing over a server', () => {
  it('[P21] reaches the members who have the room on the screen, and nobody else', async () => {
    const { ada, ben, cid, type, world } = await setupRelay();
    await type(ada);
    expect([heard(ada), heard(ben), heard(cid)]).toEqual([[], [[ada.personId]], []]);
    await world.wait(1_000);
    await type(ada, false);
    expect(heard(ben)).toEqual([[]]);
  });

  it('[P21] ends with the message', async () => {
    const { roomId, ada, ben, type, world } = await setupRelay();
    await type(ada);
    ada.sendCommand('message.send', { roomId, content: { type: 'text', text: 'here it is' } });
    await world.wait(1_000);
    expect(heard(ben)).toEqual([[ada.personId], []]);
  });

  it('[P21] ends when its author goes away, leaves the room or loses the connection', async () => {
    const { roomId, ada, ben, type, signal, world } = await setupRelay();
    const endings: readonly (() => void)[] = [
      () => signal(ada, 'presence.set', { state: 'away' }),
      () => void ada.sendCommand('room.leave', { roomId }),
      () => void ada.sendCommand('room.join', { roomId }),
      () => ada.link.cut(),
    ];
    const [away, leave, join, cut] = endings;
    for (const [end, back] of [
      [away, null],
      [leave, join],
      [cut, null],
    ]) {
      await type(ada);
      await world.wait(1_000);
      end?.();
      await world.wait(1_000);
      expect(heard(ben)).toEqual([[ada.personId], []]);
      back?.();
      await world.wait(1_000);
    }
  });

  it('[P21] is heard at once by whoever turns to the room', async () => {
    const { roomId, ada, cid, type, signal, world } = await setupRelay();
    await type(ada);
    signal(cid, 'presence.watch', { roomIds: [roomId], personIds: [], everybody: false });
    await world.settle();
    expect(heard(cid)).toEqual([[ada.personId]]);
  });

  it('[P21] is taken twice a second from a device', async () => {
    const { ada, type, world } = await setupRelay();
    for (let count = 0; count < 10; count += 1) await type(ada, count % 2 === 0);
    expect(world.server.stats().counters.signalsIgnored).toBe(8);
    await world.wait(1_000);
    await type(ada);
    expect(world.server.stats().counters.signalsIgnored).toBe(8);
  });
});
