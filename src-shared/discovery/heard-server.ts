import { isSameAddress, type Address } from './address.ts';
import type { ServerRecord } from './server-record.ts';
import type { ServerEntry, ServerTable } from './server-table.ts';

/** A server that announces itself on this network, as it is shown: hints all of it, proven only by connecting (T4). */
export interface HeardServer extends ServerRecord {
  /** One to eight, the newest first. */
  readonly addresses: readonly Address[];
}

/** The table as it is shown, in the order the servers were first heard. */
export function heardServers(table: ServerTable): readonly HeardServer[] {
  return [...table.values()].map(heardServer);
}

/** Whether somebody looking at both lists sees no difference. */
export function isSameList(a: readonly HeardServer[], b: readonly HeardServer[]): boolean {
  return a.length === b.length && a.every((server, index) => isSameServer(server, b[index]));
}

function heardServer({ serverId, name, versions, addresses }: ServerEntry): HeardServer {
  const places = addresses.map(({ host, port }): Address => ({ host, port }));
  const distinct = places.filter((place, index) => places.findIndex((each) => isSameAddress(each, place)) === index);
  return { serverId, name, versions, addresses: distinct };
}

function isSameServer(a: HeardServer, b: HeardServer | undefined): boolean {
  return (
    b !== undefined &&
    a.serverId === b.serverId &&
    a.name === b.name &&
    a.versions.join() === b.versions.join() &&
    a.addresses.length === b.addresses.length &&
    a.addresses.every((address, index) => isSameAddress(address, b.addresses[index] ?? address))
  );
}
