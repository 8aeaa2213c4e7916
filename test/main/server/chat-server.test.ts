import { describe, expect, it } from 'vitest';
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
});
