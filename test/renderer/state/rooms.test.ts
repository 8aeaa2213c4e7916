import { describe, expect, it } from 'vitest';
import { err, ok } from '#shared/result.ts';
import { Refusals } from '#renderer/state/refusals.svelte.ts';
import { Rooms } from '#renderer/state/rooms.svelte.ts';
import { buildRoom, commandIdOf, general, nordlicht, roomIdOf } from '#test/main/terminal/builders.ts';
import { createScriptedChat } from '#test/main/terminal/scripted-chat.ts';
import { settle, steadyClient } from '../steady-client.ts';

async function setupRooms() {
  const scripted = createScriptedChat();
  const chat = steadyClient(scripted.chat);
  const rooms = new Rooms(chat);
  const refusals = new Refusals(chat);
  await rooms.load(nordlicht);
  const change = async (parts: Parameters<typeof buildRoom>[0]): Promise<void> => {
    scripted.emit('room.changed', { serverId: nordlicht, rooms: [buildRoom(parts)], removed: [] });
    await settle();
  };
  const remove = async (roomId: ReturnType<typeof roomIdOf>): Promise<void> => {
    scripted.emit('room.changed', { serverId: nordlicht, rooms: [], removed: [roomId] });
    await settle();
  };
  return { scripted, rooms, refusals, change, remove, names: () => rooms.channels(nordlicht).map(({ name }) => name) };
}

describe('rooms', () => {
  it('are listed by name, and those one left are not', async () => {
    const { change, names, rooms } = await setupRooms();
    await change({ roomId: roomIdOf('a'), name: 'Zeta' });
    await change({ roomId: roomIdOf('b'), name: 'alpha' });
    expect(names()).toEqual(['alpha', 'general', 'Zeta']);
    await change({ roomId: general, isMember: false, lastAt: 1 });
    expect([names(), rooms.get(nordlicht, general)?.isMember]).toEqual([['alpha', 'Zeta'], false]);
  });

  it('[H3] that the server lost keep their place in the list, and no name from a new one: it does not know theirs', async () => {
    const { scripted, change, names, rooms } = await setupRooms();
    await change({ roomId: general, isMember: false, isClosed: true });
    expect(names()).toEqual(['general']);
    const wanted = { serverId: nordlicht, topic: '', history: 'everything', visibility: 'public' } as const;
    scripted.answer('room.create', async () => ok({ commandId: commandIdOf(8), roomId: roomIdOf('b') }));
    expect(await rooms.create({ ...wanted, name: 'general' })).toMatchObject({ ok: true });
  });

  it('that were never made are gone', async () => {
    const { change, remove, rooms } = await setupRooms();
    const roomId = roomIdOf('w');
    await change({ roomId, name: 'twice', isWaiting: true });
    expect(rooms.get(nordlicht, roomId)).toBeDefined();
    await remove(roomId);
    expect(rooms.get(nordlicht, roomId)).toBeUndefined();
  });

  it('that one enters are waited for until they are there to be shown', async () => {
    const { change, rooms } = await setupRooms();
    const roomId = roomIdOf('b');
    let entered: unknown = 'not yet';
    void rooms.enter({ serverId: nordlicht, roomId }).then((answer) => (entered = answer));
    await change({ roomId: roomIdOf('c') });
    expect(entered).toBe('not yet');
    await change({ roomId });
    expect(entered).toEqual(ok(null));
  });

  it('that one does not get into say why', async () => {
    const { scripted, rooms } = await setupRooms();
    const entering = rooms.enter({ serverId: nordlicht, roomId: roomIdOf('b') });
    await settle();
    const refused = { serverId: nordlicht, kind: 'room.join', roomId: roomIdOf('b') };
    scripted.emit('command.failed', { ...refused, commandId: commandIdOf(9), reason: { type: 'not_a_member' } });
    await settle();
    scripted.emit('command.failed', { ...refused, commandId: commandIdOf(1), reason: { type: 'room_not_found' } });
    expect(await entering).toEqual(err({ type: 'room_not_found' }));
    scripted.answer('room.join', async () => err({ type: 'server_not_known', target: '' }));
    expect(await rooms.enter({ serverId: nordlicht, roomId: roomIdOf('b') })).toMatchObject({
      error: { type: 'server_not_known' },
    });
  });

  it('put the newest direct chat first', async () => {
    const { change, rooms } = await setupRooms();
    await change({ roomId: roomIdOf('a'), kind: 'direct', name: null, lastAt: 1 });
    await change({ roomId: roomIdOf('b'), kind: 'direct', name: null, lastAt: 2 });
    expect(rooms.directs(nordlicht).map(({ lastAt }) => lastAt)).toEqual([2, 1]);
  });
});

it('what was refused before the window came is on the screen as well, once, and gone with its server', async () => {
  const { scripted, refusals } = await setupRooms();
  const refused = { commandId: commandIdOf(3), kind: 'room.create', roomId: null, reason: { type: 'not_a_member' } };
  const message = { ...refused, commandId: commandIdOf(4), kind: 'message.send' };
  scripted.state.failed = [refused, message] as unknown as typeof scripted.state.failed;
  await refusals.load(nordlicht);
  await refusals.load(nordlicht);
  expect(refusals.list).toEqual([{ serverId: nordlicht, ...refused }]);
  scripted.emit('server.forgotten', { serverId: nordlicht });
  await settle();
  expect(refusals.list).toEqual([]);
});

it('what a server refused stays on the screen until it is dismissed, and is discarded then', async () => {
  const { scripted, refusals } = await setupRooms();
  const refused = {
    serverId: nordlicht,
    commandId: commandIdOf(3),
    kind: 'room.create',
    roomId: null,
    reason: { type: 'room_name_taken' },
  };
  scripted.emit('command.failed', refused);
  scripted.emit('command.failed', { ...refused, commandId: commandIdOf(4), kind: 'message.send' });
  await settle();
  expect(refusals.list).toEqual([refused]);
  await refusals.dismiss(refused);
  expect(refusals.list).toEqual([]);
  expect(scripted.calls.filter(({ name }) => name === 'message.discard').map(({ params }) => params)).toEqual([
    { serverId: nordlicht, commandId: commandIdOf(3) },
  ]);
});
