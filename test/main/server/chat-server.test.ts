import { describe, expect, it } from 'vitest';
import { roomIdOf } from '#test/support/sample-ids.ts';
import { firstRoom, setupChatServer } from './chat-server-world.ts';

describe('a chat server', () => {
  it('[P18] admits a person, and lets them chat', async () => {
    const world = await setupChatServer();
    const ada = await world.login(1);
    expect(ada.take().map(({ type, state }) => [type, state])).toEqual([
      ['hello', undefined],
      ['session', 'pending'],
    ]);
    ada.sendCommand('person.admit', { displayName: 'Ada' });
    await world.settle();
    expect(ada.take().map(({ type, state, lastNumber }) => [type, state, lastNumber])).toEqual([
      ['accepted', undefined, undefined],
      ['session', 'active', 1],
    ]);
    await world.resume(ada);
    const general = await firstRoom(world);
    ada.take();
    ada.sendCommand('room.join', { roomId: general });
    ada.sendCommand('message.send', { roomId: general, content: { type: 'text', text: 'Hello' } });
    await world.settle();
    expect(ada.take().map(({ type }) => type)).toEqual(['stream.opened', 'accepted', 'accepted', 'position']);
  });

  it('[P7] says results that have no turn in the log at once, and an acceptance behind the catch-up', async () => {
    const world = await setupChatServer();
    const ada = await world.login(1);
    ada.sendCommand('person.admit', { displayName: 'Ada' });
    await world.settle();
    const general = await firstRoom(world);
    ada.sendRequest('resume', { position: null });
    await world.settle();
    ada.take();
    ada.sendCommand('room.join', { roomId: general });
    ada.sendCommand('room.join', { roomId: roomIdOf(9) });
    ada.sendCommand('room.join', { roomId: general });
    await world.settle();
    expect(ada.take().map(({ type, number }) => [type, number])).toEqual([
      ['refused', 3],
      ['accepted', 4],
    ]);
    ada.sendRequest('snapshot.pull', { part: 0 });
    await world.settle();
    expect(ada.take().map(({ type, number }) => [type, number])).toEqual([
      ['reply', undefined],
      ['stream.opened', undefined],
      ['accepted', 2],
      ['position', undefined],
    ]);
  });

  it('[P1] does not even parse what is nested too deep', async () => {
    const world = await setupChatServer();
    const ada = await world.login(1);
    ada.take();
    ada.send(`{"type":"request","id":1,"name":"resume","params":${'['.repeat(200)}${']'.repeat(200)}}`);
    await world.settle();
    expect(ada.take()).toEqual([{ type: 'error', error: { type: 'invalid_frame', problem: 'nested deeper than 64' } }]);
  });
});
