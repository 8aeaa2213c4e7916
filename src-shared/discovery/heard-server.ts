import { isSameAddress, type Address } from './address.ts';
import { discoveryLimits } from './discovery-limits.ts';
import type { ServerRecord } from './server-record.ts';
import type { ServerEntry, ServerTable } from './server-table.ts';

/** An address as somebody told it. */
export interface ToldAddress extends Address {
  /** IP address of the sender. */
  readonly source: string;
}

/** A server that announces itself on this network, as it is shown: hints all of it, proven only by connecting (T4). */
export interface HeardServer extends ServerRecord {
  /** One to eight, the newest first. */
  readonly addresses: readonly Address[];
  /** The same by who told them, once for each sender. */
  readonly told: readonly ToldAddress[];
  /** Names of this machine's interfaces that it was heard on, the newest first. */
  readonly networks: readonly string[];
  /** Monotonic milliseconds. */
  readonly lastSeenAt: number;
}

/** Being heard again shows only when it was not for so long: half of how often servers announce themselves. */
const seenAgainAfterMs = discoveryLimits.announceIntervalMs / 2;

/** The table as it is shown, in the order the servers were first heard. */
export function heardServers(table: ServerTable): readonly HeardServer[] {
  return [...table.values()].map(heardServer);
}

/** Whether somebody looking at both lists sees no difference. */
export function isSameList(a: readonly HeardServer[], b: readonly HeardServer[]): boolean {
  return a.length === b.length && a.every((server, index) => isSameServer(server, b[index]));
}

function heardServer({ serverId, name, versions, addresses, lastSeenAt }: ServerEntry): HeardServer {
  const places = addresses.map(({ host, port }): Address => ({ host, port }));
  const told = addresses.map(({ host, port, source }): ToldAddress => ({ host, port, source }));
  const distinct = places.filter((place, index) => places.findIndex((each) => isSameAddress(each, place)) === index);
  const networks = [...new Set(addresses.map(({ network }) => network))];
  return { serverId, name, versions, addresses: distinct, told, networks, lastSeenAt };
}

function isSameServer(a: HeardServer, b: HeardServer | undefined): boolean {
  return (
    b !== undefined &&
    a.serverId === b.serverId &&
    a.name === b.name &&
    a.versions.join() === b.versions.join() &&
    a.networks.join() === b.networks.join() &&
    Math.abs(a.lastSeenAt - b.lastSeenAt) < seenAgainAfterMs &&
    a.addresses.length === b.addresses.length &&
    a.addresses.every((address, index) => isSameAddress(address, b.addresses[index] ?? address))
  );
}
