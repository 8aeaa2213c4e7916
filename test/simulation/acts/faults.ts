import type { SimClient } from '../world/sim-client.ts';
import type { SimLink } from '../world/sim-network.ts';
import type { SimWorld } from '../world/sim-world.ts';
import { joinServer } from './actions.ts';

/** What can befall links, processes, machines and clocks. */
export type FaultName =
  | 'cut'
  | 'halfCut'
  | 'stall'
  | 'block'
  | 'unblock'
  | 'crashClient'
  | 'quitClient'
  | 'startClient'
  | 'newClient'
  | 'newTwin'
  | 'crashServer'
  | 'stopServer'
  | 'startServer'
  | 'crashBoth'
  | 'setClock'
  | 'wake'
  | 'backUpServer'
  | 'restoreServer';

export type FaultWeights = Readonly<Record<FaultName, number>>;

const yearMs = 365 * 24 * 3_600_000;
const maxYears = 20;

/** Links on which nothing arrives for a while, by their number: until which step. */
export type Stalls = Map<number, number>;

export interface Befallen {
  readonly step: number;
  readonly stalls: Stalls;
  readonly maxClients: number;
}

/** Lets it happen, and says to whom; null where it cannot happen now. */
export function befall(world: SimWorld, name: FaultName, befallen: Befallen): string | null {
  return faults[name](world, befallen);
}

type Fault = (world: SimWorld, befallen: Befallen) => string | null;

const faults: Readonly<Record<FaultName, Fault>> = {
  cut: onLink((link) => link.cut()),
  halfCut: onLink((link, { dice }) => link.halfCut(dice.pick(['client', 'server']))),
  stall: onLink((link, { dice }, { step, stalls }) => void stalls.set(link.number, step + dice.between(20, 200))),
  block: onClient(isAny, (client, world) => {
    client.isBlocked = true;
    for (const link of world.network.links()) if (link.client === client.name) loseLink(link, world);
  }),
  unblock: onClient(
    ({ isBlocked }) => isBlocked,
    (client) => {
      client.isBlocked = false;
      client.wake();
    },
  ),
  crashClient: onClient(isRunning, crashClient),
  quitClient: onClient(
    ({ state }) => state === 'up',
    (client) => client.quit(),
  ),
  startClient: onClient(
    ({ state }) => state === 'down',
    (client) => client.start(),
  ),
  newClient: (world, { maxClients }) => {
    if (world.clients.filter(({ isTwin }) => !isTwin).length >= maxClients) return null;
    const client = world.addClient();
    client.wall.offsetMs = world.dice.chance(0.5) ? world.dice.between(-maxYears, maxYears) * yearMs : 0;
    client.start();
    return client.name;
  },
  newTwin: (world) => {
    const twins = new Set(world.clients.filter(({ isTwin }) => isTwin).map(({ disk }) => disk.person));
    const single = world.clients.filter(({ disk, lane }) => !twins.has(disk.person) && (lane?.size ?? 0) === 0);
    if (single.length === 0) return null;
    const twin = world.addTwin(world.dice.pick(single), world.dice.pick(['empty', 'copy']));
    twin.start();
    return twin.name;
  },
  crashServer: onServer(
    ({ state }) => state !== 'down',
    (world) => world.server.crash(world.dice.chance(0.3)),
  ),
  stopServer: onServer(
    ({ state }) => state === 'up',
    ({ server, dice }) => server.stop(dice.pick(['restarting', 'sleeping', 'closing'])),
  ),
  startServer: onServer(
    ({ state }) => state === 'down',
    ({ server }) => server.start(),
  ),
  crashBoth: onServer(
    ({ state }) => state !== 'down',
    (world) => {
      world.server.crash(world.dice.chance(0.3));
      for (const client of world.clients.filter(isRunning)) if (world.dice.chance(0.6)) crashClient(client, world);
    },
  ),
  setClock: ({ dice, clients, server }) => {
    const machine = dice.pick([...clients, server]);
    machine.wall.offsetMs = dice.between(-maxYears * yearMs, maxYears * yearMs);
    return 'name' in machine ? machine.name : 'server';
  },
  wake: onClient(isRunning, (client) => client.wake()),
  backUpServer: onServer(
    () => true,
    ({ server }) => server.backUp(),
  ),
  restoreServer: onServer(
    () => true,
    (world) => {
      if (world.server.state !== 'down') world.server.crash(world.dice.chance(0.3));
      world.restoreServer();
    },
  ),
};

function crashClient(client: SimClient, world: SimWorld): void {
  client.crash(world.dice.chance(0.4));
  world.checkDisk(client);
}

function isAny(): boolean {
  return true;
}

function isRunning({ state }: SimClient): boolean {
  return state !== 'down';
}

function loseLink(link: SimLink, { dice }: SimWorld): void {
  if (dice.chance(0.5)) link.cut();
  else for (const end of ['client', 'server'] as const) link.halfCut(end);
}

function onLink(happen: (link: SimLink, world: SimWorld, befallen: Befallen) => void): Fault {
  return (world, befallen) => {
    const links = world.network.links();
    if (links.length === 0) return null;
    const link = world.dice.pick(links);
    happen(link, world, befallen);
    return `#${link.number} ${link.client}`;
  };
}

function onClient(isFit: (client: SimClient) => boolean, happen: (client: SimClient, world: SimWorld) => void): Fault {
  return (world) => {
    const fit = world.clients.filter(isFit);
    if (fit.length === 0) return null;
    const client = world.dice.pick(fit);
    happen(client, world);
    return client.name;
  };
}

function onServer(isFit: (server: SimWorld['server']) => boolean, happen: (world: SimWorld) => void): Fault {
  return (world) => {
    if (!isFit(world.server)) return null;
    happen(world);
    return '';
  };
}

/** A client that is up and has not come to the server yet asks for it. */
export function bringIn(world: SimWorld, client: SimClient): void {
  if (client.state === 'up' && !client.disk.hasJoined) joinServer(world, client, client.name);
}
