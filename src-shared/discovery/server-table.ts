import type { ServerId } from '../domain/ids.ts';
import { isSameAddress, type Address } from './address.ts';
import { discoveryLimits as limits } from './discovery-limits.ts';
import type { ServerRecord } from './server-record.ts';

/**
 * The servers nearby as the network tells them, in the order they were first heard (T4). Everything here comes from strangers,
 * so the table is bounded: 64 servers, each sender's address in at most 8 of them, 8 addresses a server. What is there and
 * still announced is never pushed out by a newcomer; only a server this client knows displaces one it does not know.
 * The sender that first named a server speaks for its name until it falls silent; others can only add addresses.
 */
export type ServerTable = ReadonlyMap<ServerId, ServerEntry>;

export interface ServerEntry extends ServerRecord {
  /** At least one, the newest first. */
  readonly addresses: readonly SeenAddress[];
  /** Address of the sender that speaks for the name and the versions. */
  readonly source: string;
  /** Monotonic milliseconds. */
  readonly lastSeenAt: number;
}

export interface SeenAddress extends Address {
  readonly source: string;
  /** Name of the announced instance: a goodbye names it. */
  readonly instance: string;
  /** Name of the interface of this machine that it was heard on last. */
  readonly network: string;
  /** Monotonic milliseconds. */
  readonly lastSeenAt: number;
}

/** One announcement as it was heard. */
export interface Sighting {
  readonly record: ServerRecord;
  readonly addresses: readonly Address[];
  /** IP address of the sender. */
  readonly source: string;
  readonly instance: string;
}

/** A sender takes an instance back. */
export type Goodbye = Pick<Sighting, 'source' | 'instance'>;

export interface TableChange {
  readonly table: ServerTable;
  /** Why nothing was added; null when the sighting counts. */
  readonly refused: Refusal | null;
}

/** The table is full, the sender has its share of it, or the server has all its addresses from others. */
export type Refusal = 'table_full' | 'source_full' | 'server_full';

export interface SightingContext {
  /** Monotonic milliseconds. */
  readonly now: number;
  /** Name of the interface it was heard on. */
  readonly network: string;
  readonly isKnown: (serverId: ServerId) => boolean;
}

export const emptyServerTable: ServerTable = new Map();

/** Adds a server or refreshes it, after dropping what is out of date. */
export function addSighting(stale: ServerTable, sighting: Sighting, context: SightingContext): TableChange {
  const live = expireSightings(stale, context.now);
  const { record, source } = sighting;
  const entry = live.get(record.serverId);
  const addresses = mergeAddresses(entry?.addresses ?? [], sighting, context);
  if (!hasPart(addresses, source)) return { table: live, refused: 'server_full' };
  const isNewPart = entry === undefined || !hasPart(entry.addresses, source);
  const room = isNewPart ? makeRoom(live, sighting, context) : { table: live, refused: null };
  if (room.refused !== null) return room;
  const speaker = entry === undefined || entry.source === source ? { ...record, source } : entry;
  const seen: ServerEntry = { ...speaker, addresses, lastSeenAt: context.now };
  return { table: new Map(room.table).set(record.serverId, seen), refused: null };
}

/** Forgets what this sender said under this instance name, and the servers that leaves without an address. */
export function removeSighting(table: ServerTable, goodbye: Goodbye): ServerTable {
  return keepAddresses(table, ({ source, instance }) => source !== goodbye.source || instance !== goodbye.instance);
}

/** Forgets everything that was heard from senders that are out of reach now. */
export function removeSources(table: ServerTable, isGone: (source: string) => boolean): ServerTable {
  return keepAddresses(table, (address) => !isGone(address.source));
}

/** Forgets what has not been heard for a lifetime. */
export function expireSightings(table: ServerTable, now: number): ServerTable {
  return keepAddresses(table, (address) => now - address.lastSeenAt < limits.lifetimeMs);
}

/** When the next sighting goes out of date, in monotonic milliseconds; null for an empty table. */
export function nextExpiryAt(table: ServerTable): number | null {
  const seen = [...table.values()].flatMap((entry) => entry.addresses.map((address) => address.lastSeenAt));
  return seen.length === 0 ? null : Math.min(...seen) + limits.lifetimeMs;
}

function makeRoom(table: ServerTable, sighting: Sighting, context: SightingContext): TableChange {
  const { serverId } = sighting.record;
  const isKnown = context.isKnown(serverId);
  const shared = [...table.values()].filter((entry) => hasPart(entry.addresses, sighting.source));
  const isTableFull = table.size >= limits.maxServers && !table.has(serverId);
  const isSourceFull = shared.length >= limits.maxServersPerSource;
  if (!isTableFull && !isSourceFull) return { table, refused: null };
  const refused = isSourceFull ? 'source_full' : 'table_full';
  const candidates = isSourceFull ? shared : [...table.values()];
  const victim = isKnown ? leastRecent(candidates.filter((entry) => !context.isKnown(entry.serverId))) : undefined;
  if (victim === undefined) return { table, refused };
  const smaller = new Map(table);
  smaller.delete(victim.serverId);
  return { table: smaller, refused: null };
}

function leastRecent(entries: readonly ServerEntry[]): ServerEntry | undefined {
  return entries.toSorted((a, b) => a.lastSeenAt - b.lastSeenAt)[0];
}

/** The sender's addresses refreshed in place or put first. */
function mergeAddresses(
  known: readonly SeenAddress[],
  sighting: Sighting,
  { now, network }: SightingContext,
): readonly SeenAddress[] {
  const { source, instance } = sighting;
  return sighting.addresses.reduce((merged, { host, port }) => {
    const seen: SeenAddress = { host, port, source, instance, network, lastSeenAt: now };
    const index = merged.findIndex((address) => address.source === source && isSameAddress(address, seen));
    return index < 0 ? insertAddress(merged, seen) : merged.with(index, seen);
  }, known);
}

/** A sender with too many addresses loses its oldest; a new sender gets one from a sender that has several. */
function insertAddress(addresses: readonly SeenAddress[], seen: SeenAddress): readonly SeenAddress[] {
  const own = ofSource(addresses, seen.source);
  if (own.length >= limits.maxAddressesPerSource) return [seen, ...without(addresses, own.at(-1))];
  if (addresses.length < limits.maxAddressesPerServer) return [seen, ...addresses];
  const spare = addresses.filter(({ source }) => ofSource(addresses, source).length > 1).at(-1);
  return own.length > 0 || spare === undefined ? addresses : [seen, ...without(addresses, spare)];
}

function without(addresses: readonly SeenAddress[], dropped: SeenAddress | undefined): readonly SeenAddress[] {
  return addresses.filter((address) => address !== dropped);
}

function keepAddresses(table: ServerTable, isKept: (address: SeenAddress) => boolean): ServerTable {
  if ([...table.values()].every((entry) => entry.addresses.every(isKept))) return table;
  const kept = new Map<ServerId, ServerEntry>();
  for (const [serverId, entry] of table) {
    const addresses = entry.addresses.filter(isKept);
    if (addresses.length > 0) kept.set(serverId, handOver(entry, addresses));
  }
  return kept;
}

/** When the speaker is gone, the sender heard most recently speaks for the server. */
function handOver(entry: ServerEntry, addresses: readonly SeenAddress[]): ServerEntry {
  if (addresses.some((address) => address.source === entry.source)) return { ...entry, addresses };
  const next = addresses.toSorted((a, b) => b.lastSeenAt - a.lastSeenAt)[0];
  return { ...entry, addresses, source: next?.source ?? entry.source };
}

function hasPart(addresses: readonly SeenAddress[], source: string): boolean {
  return ofSource(addresses, source).length > 0;
}

function ofSource(addresses: readonly SeenAddress[], source: string): readonly SeenAddress[] {
  return addresses.filter((address) => address.source === source);
}
