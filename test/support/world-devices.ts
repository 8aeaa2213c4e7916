import type { ClaimView, DeviceView } from '#shared/ipc/device-api.ts';
import type { ConnectionState } from '#shared/ipc/connection-view.ts';
import { present } from '#shared/assert.ts';
import { ask, joinServer, serverView } from './world-talk.ts';
import { createWorld, type World, type WorldPerson, type WorldServer } from './world.ts';

type Place = { readonly world: World; readonly server: WorldServer };

/** A server with its owner and somebody who will have more devices, behind a door at which one knocks. */
export interface Office extends Place {
  readonly olga: WorldPerson;
  readonly mara: WorldPerson;
  /** Somebody new, whom the owner lets in. */
  come(name: string): Promise<WorldPerson>;
}

export async function setupOffice(seed: number): Promise<Office> {
  const world = createWorld(seed);
  const server = await world.server();
  const olga = await world.person('Olga');
  await joinServer(world, olga, server);
  const { personId } = await serverView(world, olga, server);
  await server.chat.act({ kind: 'person.setRole', body: { personId, role: 'owner' } });
  const mara = await world.person('Mara');
  await joinServer(world, mara, server);
  await server.chat.act({ kind: 'server.setDoor', body: { door: 'knock', openUntil: 0 } });
  await world.settle();
  return {
    world,
    server,
    olga,
    mara,
    come: async (name) => {
      const person = await world.person(name);
      await server.chat.act({ kind: 'server.setDoor', body: { door: 'open', openUntil: 0 } });
      await joinServer(world, person, server);
      await server.chat.act({ kind: 'server.setDoor', body: { door: 'knock', openUntil: 0 } });
      await world.run(1_000);
      return person;
    },
  };
}

export async function connectionOf({ world, server }: Place, at: WorldPerson): Promise<ConnectionState> {
  return (await serverView(world, at, server)).connection;
}

/** What the screen at the door shows. */
export async function digitsOf(place: Place, at: WorldPerson): Promise<string | null> {
  const connection = await connectionOf(place, at);
  return connection.type === 'pending' ? connection.digits : null;
}

export async function claimsOf({ world, server }: Place, at: WorldPerson): Promise<readonly ClaimView[]> {
  return ask(world, at, ['claim.list', { serverId: server.serverId }]);
}

export async function devicesOf({ world, server }: Place, at: WorldPerson): Promise<readonly DeviceView[]> {
  return ask(world, at, ['device.list', { serverId: server.serverId }]);
}

/** A new computer opens the link of somebody's device, or the one given. */
export async function comeByLink(place: Place, from: WorldPerson, given?: string): Promise<WorldPerson> {
  const { world, server } = place;
  const { link } =
    given === undefined ? await ask(world, from, ['device.offer', { serverId: server.serverId }]) : { link: given };
  const device = await world.person('laptop');
  await ask(world, device, ['server.join', { target: link, displayName: '' }]);
  await world.run(500);
  return device;
}

/** A new computer comes by the address, and says who its person is. */
export async function claimByName(place: Place, displayName: string): Promise<WorldPerson> {
  const { world, server } = place;
  const device = await world.person('laptop');
  await ask(world, device, ['server.join', { target: server.address, displayName }]);
  await world.run(200);
  await ask(world, device, ['server.claim', { serverId: server.serverId, displayName }]);
  await world.run(500);
  return device;
}

/** The database of a new device is opened anew as its person's, and for that moment its client knows no such server. */
export async function becomesOnline(place: Place, device: WorldPerson): Promise<void> {
  const { world, server } = place;
  const { serverId } = server;
  await world.run(500);
  await world.until(async () => {
    const rooms = await ask(world, device, ['room.list', { serverId }]);
    return (await connectionOf(place, device)).type === 'online' && rooms.some(({ isMember }) => isMember);
  });
}

/** One more device of somebody, by a link, after both have compared their digits. */
export async function addDevice(place: Place, from: WorldPerson): Promise<WorldPerson> {
  const { world, server } = place;
  const { serverId } = server;
  const device = await comeByLink(place, from);
  const [claim] = await claimsOf(place, from);
  const { claimId } = present(claim, 'it waits');
  await ask(world, from, ['claim.open', { serverId, claimId }]);
  await ask(world, from, ['claim.accept', { serverId, claimId }]);
  await becomesOnline(place, device);
  return device;
}
