import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { deviceKeySchema, personIdSchema, serverIdSchema, type ServerId } from '#shared/domain/ids.ts';
import type { KnownServer } from '../profile-store.ts';
import { readDamaged } from '../salvage/read-rows.ts';
import { scanRows, type ScannedRow } from '../salvage/scan-rows.ts';
import type { Owner } from './client-context.ts';

export interface SalvagedProfile {
  readonly servers: readonly KnownServer[];
  /** Whose this device is at them, as far as that can be read. */
  readonly owners: readonly Owner[];
}

/**
 * Which servers a damaged profile knew, as far as it can be read; and those whose databases lie in the folder. Never throws. A
 * server of which only the database is left has its id for a name until it says its own.
 */
export function salvageProfile(file: string, serversFolder: string): SalvagedProfile {
  const { servers, owners } = readProfile(file);
  const known = new Map(servers.map((server) => [server.serverId, server]));
  for (const serverId of serversIn(serversFolder)) {
    if (!known.has(serverId)) known.set(serverId, serverOf(serverId, join(serversFolder, `${serverId}.db`)));
  }
  return { servers: [...known.values()], owners };
}

function readProfile(file: string): SalvagedProfile {
  const reader = readDamaged(file);
  try {
    const tables = [reader.table('servers'), reader.table('owners')];
    const lines =
      reader.texts("SELECT serverId || ' ' || address AS text FROM addresses ORDER BY serverId, rank") ?? [];
    const servers = new Map<ServerId, KnownServer>();
    const owners = new Map<ServerId, Owner>();
    const read = tables.flatMap(({ rows }) => rows);
    for (const row of tables.every(({ isWhole }) => isWhole) ? read : [...read, ...scanAll(file)]) {
      const server = knownServer(row, lines);
      if (server !== null && !servers.has(server.serverId)) servers.set(server.serverId, server);
      const owner = ownerIn(row);
      if (owner !== null && !owners.has(owner.serverId)) owners.set(owner.serverId, owner);
    }
    return { servers: [...servers.values()], owners: [...owners.values()] };
  } finally {
    reader.close();
  }
}

function scanAll(file: string): ScannedRow[] {
  const found: ScannedRow[] = [];
  try {
    for (const row of scanRows(file)) found.push(row);
  } catch {
    // What was found until here is what there is.
  }
  return found;
}

const flag = v.picklist([0, 1]);
const firstColumns = [serverIdSchema, v.string(), v.string(), flag] as const;
/** A row that was not written since has none of the columns that came later. */
const serverColumns = v.union([
  v.strictTuple([...firstColumns, v.nullable(v.string()), flag]),
  v.strictTuple(firstColumns),
]);

function knownServer({ values }: ScannedRow, lines: readonly string[]): KnownServer | null {
  const parsed = v.safeParse(serverColumns, values);
  if (!parsed.success) return null;
  const [serverId, name, displayName, isJoined, token = null, isVerified = 0] = parsed.output;
  const addresses = lines
    .filter((line) => line.startsWith(`${serverId} `))
    .map((line) => line.slice(serverId.length + 1));
  return { serverId, name, displayName, isJoined: isJoined === 1, isVerified: isVerified === 1, token, addresses };
}

const ownerColumns = v.strictTuple([serverIdSchema, deviceKeySchema, personIdSchema]);

function ownerIn({ values }: ScannedRow): Owner | null {
  const parsed = v.safeParse(ownerColumns, values);
  if (!parsed.success) return null;
  const [serverId, device, personId] = parsed.output;
  return { serverId, device, personId };
}

/** Those whose databases lie in the folder. */
export function serversIn(folder: string): ServerId[] {
  try {
    return readdirSync(folder).flatMap((name) => {
      const parsed = v.safeParse(serverIdSchema, name.endsWith('.db') ? name.slice(0, -3) : '');
      return parsed.success ? [parsed.output] : [];
    });
  } catch {
    // There is no such folder before the first server.
    return [];
  }
}

const shortIdLength = 8;

/** Joined, unless nobody knows by which name. */
function serverOf(serverId: ServerId, file: string): KnownServer {
  const reader = readDamaged(file);
  try {
    const [displayName] =
      reader.texts(
        'SELECT displayName AS text FROM people WHERE personId = (SELECT personId FROM meta WHERE id = 1)',
      ) ?? [];
    const name = serverId.slice(0, shortIdLength);
    const isJoined = displayName !== undefined;
    const unknown = { isVerified: false, token: null, addresses: [] };
    return { serverId, name, displayName: displayName ?? name, isJoined, ...unknown };
  } finally {
    reader.close();
  }
}
