import { describe, expect, it } from 'vitest';
import type { Door } from '#shared/domain/door.ts';
import { parseJoinLine } from '#shared/discovery/join-line.ts';
import type { ConnectionState } from '#shared/ipc/connection-view.ts';
import { ask, joinServer, roomNamed, serverView } from '#test/support/world-talk.ts';
import { createWorld, type World, type WorldPerson, type WorldServer } from '#test/support/world.ts';

interface House {
  readonly world: World;
  readonly server: WorldServer;
  readonly olga: WorldPerson;
}

/** A server with its owner inside, behind a door. */
async function setupHouse(seed: number, door: Door): Promise<House> {
  const world = createWorld(seed);
  const server = await world.server();
  const olga = await world.person('Olga');
  await joinServer(world, olga, server);
  const { personId } = await serverView(world, olga, server);
  await server.chat.act({ kind: 'person.setRole', body: { personId, role: 'owner' } });
  await server.chat.act({ kind: 'server.setDoor', body: { door, openUntil: 0 } });
  await world.settle();
  return { world, server, olga };
}

/** Somebody comes to the door, by the server's address unless told otherwise. */
async function come({ world, server }: House, name: string, target = server.address): Promise<WorldPerson> {
  const person = await world.person(name);
  await ask(world, person, ['server.join', { target, displayName: name }]);
  await world.run(200);
  return person;
}

async function connectionOf({ world, server }: House, person: WorldPerson): Promise<ConnectionState> {
  return (await serverView(world, person, server)).connection;
}

async function knocksAt({ world, server, olga }: House) {
  return ask(world, olga, ['knock.list', { serverId: server.serverId }]);
}

async function openFirst(house: House) {
  const [first] = await knocksAt(house);
  const { world, server, olga } = house;
  return ask(world, olga, ['knock.open', { serverId: server.serverId, knockId: first?.knockId ?? 0 }]);
}

describe('a door to knock at', () => {
  it('[T7] keeps a stranger waiting, and tells who may let them in', async () => {
    const house = await setupHouse(1, 'knock');
    const sofia = await come(house, 'Sofia');
    expect(await connectionOf(house, sofia)).toEqual({
      type: 'pending',
      door: 'knock',
      refusal: null,
      digits: null,
      claim: null,
    });
    expect((await serverView(house.world, house.olga, house.server)).knocks).toBe(1);
    expect(await knocksAt(house)).toMatchObject([{ displayName: 'Sofia', isOpened: false }]);
  });

  it('[T7] tells the desk of who may let them in, and takes it back when they are let in or gone', async () => {
    const house = await setupHouse(1, 'knock');
    const { world, server, olga } = house;
    const told: string[] = [];
    olga.client.onKnocks(({ knock, count, isSilent }) => told.push(`${knock.displayName} ${count} ${isSilent}`));
    olga.client.onKnocksOver(({ serverId }) => told.push(serverId === server.serverId ? 'over' : 'elsewhere'));
    const sofia = await come(house, 'Sofia');
    const jonas = await come(house, 'Jonas');
    await world.run(5_000);
    expect(told).toEqual(['Sofia 1 false', 'Jonas 2 true']);
    const { device } = await openFirst(house);
    await ask(world, olga, ['knock.accept', { serverId: server.serverId, device, role: 'member' }]);
    await world.run(5_000);
    expect(await connectionOf(house, sofia)).toEqual({ type: 'online' });
    world.network.unplug(jonas.host);
    await world.run(60_000);
    expect(told).toEqual(['Sofia 1 false', 'Jonas 2 true', 'over']);
  });

  it('[T7] shows the same six digits on both screens, and lets in whoever is let in', async () => {
    const house = await setupHouse(2, 'knock');
    const { world, server, olga } = house;
    const sofia = await come(house, 'Sofia');
    const { digits, device } = await openFirst(house);
    await world.run(100);
    expect(digits).toMatch(/^\d{6}$/);
    expect(await connectionOf(house, sofia)).toMatchObject({ type: 'pending', digits });
    await ask(world, olga, ['knock.accept', { serverId: server.serverId, device, role: 'member' }]);
    await world.run(1_000);
    expect(await connectionOf(house, sofia)).toEqual({ type: 'online' });
    expect((await serverView(world, olga, server)).knocks).toBe(0);
    const people = await ask(world, sofia, ['person.list', { serverId: server.serverId }]);
    expect(people.find(({ isMe }) => isMe)).toMatchObject({ displayName: 'Sofia', role: 'member' });
  });

  it('[T7] is knocked at again by itself after a lost connection, and the digits are others', async () => {
    const house = await setupHouse(3, 'knock');
    const sofia = await come(house, 'Sofia');
    house.world.network.unplug(sofia.host);
    await house.world.run(1_000);
    expect(await knocksAt(house)).toEqual([]);
    house.world.network.plug(sofia.host);
    await house.world.run(15_000);
    expect(await connectionOf(house, sofia)).toMatchObject({ type: 'pending', digits: null });
    expect(await knocksAt(house)).toHaveLength(1);
  });

  it('[T7] is not knocked at again by itself once digits were shown: only a click does', async () => {
    const house = await setupHouse(4, 'knock');
    const { world, server } = house;
    const sofia = await come(house, 'Sofia');
    await openFirst(house);
    await world.run(100);
    world.network.unplug(sofia.host);
    await world.run(30_000);
    world.network.plug(sofia.host);
    await world.run(30_000);
    expect(await connectionOf(house, sofia)).toEqual({ type: 'refused', problem: { type: 'knock_broken' } });
    expect(await knocksAt(house)).toEqual([]);
    await ask(world, sofia, ['server.connectNow', { serverId: server.serverId }]);
    await world.run(1_000);
    expect(await connectionOf(house, sofia)).toMatchObject({ type: 'pending' });
  });

  it('[T7] sends away whoever is not to come in', async () => {
    const house = await setupHouse(5, 'knock');
    const { world, server, olga } = house;
    const sofia = await come(house, 'Sofia');
    const [first] = await knocksAt(house);
    await ask(world, olga, ['knock.refuse', { serverId: server.serverId, knockId: first?.knockId ?? 0 }]);
    await world.run(30_000);
    expect(await connectionOf(house, sofia)).toEqual({ type: 'refused', problem: { type: 'not_let_in' } });
  });

  it('[T7] lets everybody in for a while, and is closed again after', async () => {
    const house = await setupHouse(6, 'knock');
    const { world, server, olga } = house;
    const sofia = await come(house, 'Sofia');
    await ask(world, olga, ['door.set', { serverId: server.serverId, door: 'knock', openForMs: 900_000 }]);
    await world.run(1_000);
    expect(await connectionOf(house, sofia)).toEqual({ type: 'online' });
    expect(await ask(world, olga, ['door.read', { serverId: server.serverId }])).toMatchObject({ door: 'knock' });
    await world.run(900_000);
    expect(await connectionOf(house, await come(house, 'Late'))).toMatchObject({ type: 'pending', door: 'knock' });
  });

  it('[T3, T7] of a server joined from a list is not verified until digits were compared', async () => {
    const house = await setupHouse(7, 'knock');
    const { world, server } = house;
    const sofia = await come(house, 'Sofia');
    expect((await serverView(world, sofia, server)).isVerified).toBe(false);
    await ask(world, sofia, ['server.confirm', { serverId: server.serverId }]);
    expect((await serverView(world, sofia, server)).isVerified).toBe(true);
    await sofia.close();
    await sofia.start();
    expect((await serverView(world, sofia, server)).isVerified).toBe(true);
  });

  it('[T7] keeps a key out for good that was banned there', async () => {
    const house = await setupHouse(8, 'knock');
    const { world, server, olga } = house;
    const sofia = await come(house, 'Sofia');
    const [first] = await knocksAt(house);
    const { serverId } = server;
    if (first === undefined) throw new Error('nobody knocks');
    await ask(world, olga, ['device.setBan', { serverId, device: first.device, isBanned: true }]);
    await world.run(1_000);
    expect(await connectionOf(house, sofia)).toEqual({ type: 'refused', problem: { type: 'device_removed' } });
    expect((await ask(world, olga, ['door.read', { serverId }])).banned).toMatchObject([{ device: first.device }]);
  });
});

describe('an invite', () => {
  async function invite(
    { world, server, olga }: House,
    changes: { maxUses?: number; role?: 'member' | 'guest'; room?: string } = {},
  ) {
    const rooms = changes.room === undefined ? [] : [await roomNamed(world, olga, { server, name: changes.room })];
    const made = await ask(world, olga, [
      'invite.create',
      {
        serverId: server.serverId,
        note: 'Interns',
        role: changes.role ?? 'member',
        roomIds: rooms.map(({ roomId }) => roomId),
        maxUses: changes.maxUses ?? 1,
        expiresInMs: 3_600_000,
      },
    ]);
    await world.run(200);
    return made;
  }

  it('[T6] brings whoever has its link in, whatever the door is, and what it is for is known', async () => {
    const house = await setupHouse(11, 'invite');
    const { world, server, olga } = house;
    const { link } = await invite(house);
    expect(parseJoinLine(link)).toMatchObject({ ok: true, value: { serverId: server.serverId } });
    const sofia = await come(house, 'Sofia', link);
    await world.run(1_000);
    expect(await connectionOf(house, sofia)).toEqual({ type: 'online' });
    expect((await serverView(world, sofia, server)).isVerified, 'the link names the server').toBe(true);
    expect(await ask(world, olga, ['invite.list', { serverId: server.serverId }])).toEqual([]);
  });

  it('[T6] that is used up is refused, and another one is taken in its place', async () => {
    const house = await setupHouse(12, 'invite');
    const { world } = house;
    const { link } = await invite(house);
    await come(house, 'Sofia', link);
    const late = await come(house, 'Late', link);
    expect(await connectionOf(house, late)).toMatchObject({ type: 'pending', refusal: { type: 'invite_invalid' } });
    const another = await invite(house);
    await ask(world, late, ['server.join', { target: another.link, displayName: 'Late' }]);
    await world.run(1_000);
    expect(await connectionOf(house, late)).toEqual({ type: 'online' });
  });

  it('[T6] survives a restart before the server can be reached, and is of no use after', async () => {
    const house = await setupHouse(13, 'invite');
    const { world, server } = house;
    const { link } = await invite(house);
    world.network.unplug(server.address.split(':')[0] ?? '');
    const sofia = await come(house, 'Sofia', link);
    await sofia.close();
    await sofia.start();
    world.network.plug(server.address.split(':')[0] ?? '');
    await world.run(15_000);
    expect(await connectionOf(house, sofia)).toEqual({ type: 'online' });
    await sofia.close();
    await sofia.start();
    await world.run(1_000);
    expect(await connectionOf(house, sofia)).toEqual({ type: 'online' });
  });

  it('[T6] leads into its rooms, private ones too, guests into these alone', async () => {
    const house = await setupHouse(14, 'invite');
    const { world, server, olga } = house;
    const { serverId } = server;
    await ask(world, olga, [
      'room.create',
      { serverId, name: 'workshop', topic: '', visibility: 'private', history: 'everything' },
    ]);
    await world.run(200);
    const { link } = await invite(house, { role: 'guest', room: 'workshop' });
    const sofia = await come(house, 'Sofia', link);
    await world.run(1_000);
    const rooms = await ask(world, sofia, ['room.list', { serverId }]);
    expect(rooms.filter(({ isMember }) => isMember).map(({ name }) => name)).toEqual(['workshop']);
    expect(await ask(world, sofia, ['command.failedList', { serverId }])).toEqual([]);
  });

  it('[T6] brings whoever is in already into its rooms', async () => {
    const house = await setupHouse(15, 'open');
    const { world, server, olga } = house;
    const { serverId } = server;
    const ben = await come(house, 'Ben');
    await ask(world, olga, [
      'room.create',
      { serverId, name: 'workshop', topic: '', visibility: 'private', history: 'joined' },
    ]);
    await world.run(200);
    const { link } = await invite(house, { room: 'workshop' });
    await ask(world, ben, ['server.join', { target: link, displayName: 'Ben' }]);
    await world.run(2_000);
    const rooms = await ask(world, ben, ['room.list', { serverId }]);
    expect(
      rooms
        .filter(({ isMember }) => isMember)
        .map(({ name }) => name ?? '')
        .toSorted((one, other) => one.localeCompare(other)),
    ).toEqual(['general', 'workshop']);
  });

  it('[T6] that was revoked lets nobody in', async () => {
    const house = await setupHouse(16, 'invite');
    const { world, server, olga } = house;
    const { link, inviteId } = await invite(house, { maxUses: 9 });
    await ask(world, olga, ['invite.revoke', { serverId: server.serverId, inviteId }]);
    await world.run(200);
    const sofia = await come(house, 'Sofia', link);
    expect(await connectionOf(house, sofia)).toMatchObject({ refusal: { type: 'invite_invalid' } });
  });
});

describe('a door for invites', () => {
  it('[T7] says so to whoever has none, and lets them in once it is open', async () => {
    const house = await setupHouse(21, 'invite');
    const { world, server, olga } = house;
    const sofia = await come(house, 'Sofia');
    const refusal = { type: 'door_closed', door: 'invite' };
    expect(await connectionOf(house, sofia)).toMatchObject({ type: 'pending', door: 'invite', refusal });
    await ask(world, olga, ['door.set', { serverId: server.serverId, door: 'open', openForMs: 0 }]);
    await world.run(5_000);
    expect(await connectionOf(house, sofia)).toEqual({ type: 'online' });
  });
});

describe('what people are', () => {
  it('[T9, T10] is shown to everybody as it is changed', async () => {
    const house = await setupHouse(31, 'open');
    const { world, server, olga } = house;
    const { serverId } = server;
    const [ben, cleo] = [await come(house, 'Ben'), await come(house, 'Cleo')];
    const { personId } = await serverView(world, ben, server);
    const seenByCleo = async () =>
      (await ask(world, cleo, ['person.list', { serverId }])).find((person) => person.personId === personId);
    await ask(world, olga, ['person.setRole', { serverId, personId, role: 'moderator' }]);
    await world.run(200);
    expect(await seenByCleo()).toMatchObject({ role: 'moderator', standing: 'active' });
    await ask(world, olga, ['person.setStanding', { serverId, personId, standing: 'deactivated' }]);
    await world.run(1_000);
    expect(await seenByCleo()).toMatchObject({ role: 'moderator', standing: 'deactivated' });
    expect(await connectionOf(house, ben)).toEqual({ type: 'refused', problem: { type: 'deactivated' } });
    await ask(world, olga, ['person.setStanding', { serverId, personId, standing: 'active' }]);
    await ask(world, ben, ['server.connectNow', { serverId }]);
    await world.run(1_000);
    expect(await connectionOf(house, ben)).toEqual({ type: 'online' });
    expect(await seenByCleo()).toMatchObject({ standing: 'active' });
  });

  it('[T9] is refused to whoever may not change it, and told as a failed command', async () => {
    const house = await setupHouse(32, 'open');
    const { world, server, olga } = house;
    const { serverId } = server;
    const ben = await come(house, 'Ben');
    const { personId } = await serverView(world, olga, server);
    await ask(world, ben, ['person.setStanding', { serverId, personId, standing: 'removed' }]);
    await world.run(200);
    expect(await ask(world, ben, ['command.failedList', { serverId }])).toMatchObject([
      { kind: 'person.setStanding', reason: { type: 'not_allowed' } },
    ]);
    await expect(ask(world, ben, ['knock.list', { serverId }])).rejects.toThrow('not_allowed');
  });
});
