import { describe, expect, it } from 'vitest';
import { setupTwoPeople, type TwoPeople } from '#test/support/world-rooms.ts';
import { ask } from '#test/support/world-talk.ts';
import type { WorldPerson } from '#test/support/world.ts';

async function presenceOf({ world, server }: TwoPeople, seenBy: WorldPerson, name: string) {
  const people = await ask(world, seenBy, ['person.list', { serverId: server.serverId }]);
  return people.find(({ displayName }) => displayName === name);
}

describe('presence', () => {
  it('[P20] of the other is here, then away as they say, then offline 30 s after they went, with when', async () => {
    const two = await setupTwoPeople(1);
    const { world, ann, bob } = two;
    await world.run(6_000);
    expect(await presenceOf(two, ann, 'Bob')).toMatchObject({ presence: 'here' });
    await ask(world, bob, ['presence.set', { state: 'away' }]);
    await world.run(6_000);
    expect(await presenceOf(two, ann, 'Bob')).toMatchObject({ presence: 'away' });
    await bob.close();
    await world.run(20_000);
    expect(await presenceOf(two, ann, 'Bob')).toMatchObject({ presence: 'away' });
    const wentAt = world.clock.now();
    await world.run(20_000);
    const gone = await presenceOf(two, ann, 'Bob');
    expect(gone).toMatchObject({ presence: 'offline' });
    expect(gone?.lastSeenAt).toBeGreaterThan(wentAt - 60_000);
  });

  it('[P20] is unknown while the server is out of reach, and known again after', async () => {
    const two = await setupTwoPeople(2);
    const { world, ann } = two;
    await world.run(6_000);
    world.network.unplug(ann.host);
    await world.run(1_000);
    expect(await presenceOf(two, ann, 'Bob')).toMatchObject({ presence: null, lastSeenAt: null });
    world.network.plug(ann.host);
    await world.run(10_000);
    expect(await presenceOf(two, ann, 'Bob')).toMatchObject({ presence: 'here' });
  });

  it('[P20] set while offline is told after the login', async () => {
    const two = await setupTwoPeople(3);
    const { world, ann, bob } = two;
    world.network.unplug(bob.host);
    await world.run(1_000);
    await ask(world, bob, ['presence.set', { state: 'away' }]);
    world.network.plug(bob.host);
    await world.run(15_000);
    expect(await presenceOf(two, ann, 'Bob')).toMatchObject({ presence: 'away' });
    expect(await presenceOf(two, bob, 'Bob')).toMatchObject({ presence: 'away', isMe: true });
  });

  it('[P20] of whom is watched is told at once, also over the next connection', async () => {
    const two = await setupTwoPeople(4);
    const { world, server, ann, bob } = two;
    const bobId = (await presenceOf(two, ann, 'Bob'))?.personId ?? '';
    const watch = { serverId: server.serverId, roomIds: [], personIds: [bobId], everybody: false };
    await ask(world, ann, ['presence.watch', watch]);
    world.network.unplug(ann.host);
    await world.run(1_000);
    world.network.plug(ann.host);
    await world.run(15_000);
    await ask(world, bob, ['presence.set', { state: 'away' }]);
    await world.run(100);
    expect(await presenceOf(two, ann, 'Bob')).toMatchObject({ presence: 'away' });
  });
});

describe('a name', () => {
  it('[P18] that is changed is the new one for everybody', async () => {
    const two = await setupTwoPeople(5);
    const { world, server, ann, bob } = two;
    await ask(world, bob, ['person.rename', { serverId: server.serverId, displayName: ' Robert  B ' }]);
    await world.run(100);
    expect(await presenceOf(two, ann, 'Robert B')).toMatchObject({ isMe: false });
    const [view] = await ask(world, bob, ['server.list', {}]);
    expect(view?.displayName).toBe('Robert B');
  });

  it.each([
    ['', 'name_empty'],
    ['x'.repeat(65), 'name_too_long'],
    ['\ud800', 'name_ill_formed'],
  ])('%j is refused at once as %s', async (displayName, type) => {
    const { world, server, ann } = await setupTwoPeople(6);
    const call = ['person.rename', { serverId: server.serverId, displayName }] as const;
    await expect(ask(world, ann, call)).rejects.toThrow(type);
  });
});

describe('a call', () => {
  it('about what is not known is refused with what it is', async () => {
    const { world, server, ann, spot } = await setupTwoPeople(7);
    const { serverId } = server;
    const stranger = 'a'.repeat(26);
    const room = { serverId, roomId: stranger };
    await expect(ask(world, ann, ['message.send', { ...room, text: 'x' }])).rejects.toThrow('room_not_known');
    await expect(ask(world, ann, ['room.leave', room])).rejects.toThrow('room_not_known');
    await expect(ask(world, ann, ['room.markRead', room])).rejects.toThrow('room_not_known');
    await expect(ask(world, ann, ['direct.open', { serverId, personIds: [stranger] }])).rejects.toThrow(
      'person_not_known',
    );
    const invitation = { serverId, roomId: spot.roomId, personId: stranger };
    await expect(ask(world, ann, ['room.invite', invitation])).rejects.toThrow('person_not_known');
    await expect(ask(world, ann, ['room.list', { serverId: `b${serverId.slice(1)}` }])).rejects.toThrow(
      'server_not_known',
    );
    const command = { serverId, commandId: '01900000-0000-7000-8000-000000000000' };
    await expect(ask(world, ann, ['message.cancel', command])).rejects.toThrow('command_not_known');
    await expect(ask(world, ann, ['message.retry', command])).rejects.toThrow('command_not_known');
  });

  it('[D14] with a text that no server would take is refused before it is queued', async () => {
    const { world, server, ann, spot } = await setupTwoPeople(8);
    const text = '\u0001'.repeat(17_000);
    const largest = '\u0001'.repeat(16_000);
    const to = { serverId: server.serverId, roomId: spot.roomId };
    await expect(ask(world, ann, ['message.send', { ...to, text }])).rejects.toThrow('invalid_params');
    for (const fits of [largest, '\u{1F600}'.repeat(16_000), '"'.repeat(20_000)]) {
      await ask(world, ann, ['message.send', { ...to, text: fits }]);
    }
    await world.run(1_000);
    const [view] = await ask(world, ann, ['server.list', {}]);
    expect(view).toMatchObject({ connection: { type: 'online' }, outbox: { waiting: 0, failed: 0 } });
  });

  it('that only the server can answer is refused while it is out of reach', async () => {
    const { world, server, ann } = await setupTwoPeople(9);
    world.network.unplug(ann.host);
    await world.run(100);
    await expect(ask(world, ann, ['room.browse', { serverId: server.serverId }])).rejects.toThrow('server_unreachable');
  });
});
