import type { DeviceKey, PersonId, ServerId } from '#shared/domain/ids.ts';
import type { RenewedProfile } from '#shared/ipc/renewed-view.ts';
import type { KnownServer, ProfileStore } from '../profile-store.ts';
import type { WritableDb } from '../readable-db.ts';
import type { Synchronous } from './async-facade.ts';
import type { Owner } from './client-context.ts';

/** Addresses kept of a server. */
const maxAddresses = 16;

interface ServerRow {
  readonly serverId: ServerId;
  readonly name: string;
  readonly displayName: string;
  readonly isJoined: number;
  readonly isVerified: number;
  readonly token: string | null;
}

export interface ProfileEngine extends Synchronous<ProfileStore> {
  /** This list took the place of a damaged one. */
  noteRenewal(renewal: RenewedProfile): void;
  /** Whose this device is at the server, as far as it was noted; null where that was never so, or of another key. */
  ownerOf(serverId: ServerId, device: DeviceKey): PersonId | null;
  noteOwner(owner: Owner): void;
}

/** The verbs of `ProfileStore` without the waiting, over a database of the newest schema. */
export function createProfileEngine(db: WritableDb): ProfileEngine {
  const tables = createProfileTables(db);
  return {
    servers: () =>
      tables.servers().map((row) => ({
        ...row,
        isJoined: row.isJoined === 1,
        isVerified: row.isVerified === 1,
        addresses: tables.addresses(row.serverId),
      })),
    putServer: (server) => {
      db.transact(() => {
        putServer(tables, server);
      });
    },
    addressWorked: (serverId, address) => {
      db.transact(() => {
        putAddresses(tables, serverId, [address, ...tables.addresses(serverId)]);
      });
    },
    addAddresses: (serverId, addresses) => {
      db.transact(() => {
        putAddresses(tables, serverId, [...tables.addresses(serverId), ...addresses]);
      });
    },
    forgetServer: (serverId) => {
      db.transact(() => {
        tables.removeServer(serverId);
        tables.removeOwner(serverId);
      });
    },
    ownerOf: tables.ownerOf,
    noteOwner: (owner) => {
      if (tables.ownerOf(owner.serverId, owner.device) !== owner.personId) tables.putOwner(owner);
    },
    renewal: () => tables.renewal(),
    renewalTold: () => {
      tables.removeRenewals();
    },
    noteRenewal: (renewal) => {
      tables.putRenewal(renewal);
    },
    close: () => {
      db.close();
    },
  };
}

type ProfileTables = ReturnType<typeof createProfileTables>;

function createProfileTables(db: WritableDb) {
  const servers = db.query<[], ServerRow>('SELECT * FROM servers ORDER BY rowid');
  const server = db.query<[string], ServerRow>('SELECT * FROM servers WHERE serverId = ?');
  const putServer = db.change<[string, string, string, number, number, string | null]>(
    `INSERT INTO servers (serverId, name, displayName, isJoined, isVerified, token) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (serverId) DO UPDATE SET name = excluded.name, displayName = excluded.displayName,
       isJoined = excluded.isJoined, isVerified = excluded.isVerified, token = excluded.token,
       rowid = CASE WHEN excluded.isJoined > isJoined THEN (SELECT max(rowid) + 1 FROM servers) ELSE rowid END`,
  );
  const removeServer = db.change<[string]>('DELETE FROM servers WHERE serverId = ?');
  const addresses = db.query<[string], { address: string }>(
    'SELECT address FROM addresses WHERE serverId = ? ORDER BY rank',
  );
  const removeAddresses = db.change<[string]>('DELETE FROM addresses WHERE serverId = ?');
  const addAddress = db.change<[string, string, number]>(
    'INSERT INTO addresses (serverId, address, rank) VALUES (?, ?, ?)',
  );
  const renewal = db.query<[], RenewedProfile>('SELECT file, servers FROM renewals ORDER BY rowid DESC LIMIT 1');
  const putRenewal = db.change<[string, number]>('INSERT INTO renewals (file, servers) VALUES (?, ?)');
  const removeRenewals = db.change<[]>('DELETE FROM renewals');
  const owner = db.query<[string, string], { personId: PersonId }>(
    'SELECT personId FROM owners WHERE serverId = ? AND device = ?',
  );
  const putOwner = db.change<[string, string, string]>(
    'INSERT OR REPLACE INTO owners (serverId, device, personId) VALUES (?, ?, ?)',
  );
  const removeOwner = db.change<[string]>('DELETE FROM owners WHERE serverId = ?');
  return {
    renewal: (): RenewedProfile | null => renewal.get() ?? null,
    putRenewal: ({ file, servers: count }: RenewedProfile) => putRenewal.run(file, count),
    removeRenewals: () => removeRenewals.run(),
    ownerOf: (serverId: ServerId, device: DeviceKey) => owner.get(serverId, device)?.personId ?? null,
    putOwner: ({ serverId, device, personId }: Owner) => putOwner.run(serverId, device, personId),
    removeOwner: (serverId: ServerId) => removeOwner.run(serverId),
    servers: () => servers.all(),
    isKnown: (serverId: ServerId) => server.get(serverId) !== undefined,
    putServer: ({ serverId, name, displayName, isJoined, isVerified, token }: KnownServer) =>
      putServer.run(serverId, name, displayName, Number(isJoined), Number(isVerified), token),
    removeServer: (serverId: ServerId) => removeServer.run(serverId),
    addresses: (serverId: ServerId) => addresses.all(serverId).map(({ address }) => address),
    replaceAddresses: (serverId: ServerId, list: readonly string[]) => {
      removeAddresses.run(serverId);
      list.forEach((address, rank) => addAddress.run(serverId, address, rank));
    },
  };
}

function putServer(tables: ProfileTables, server: KnownServer): void {
  tables.putServer(server);
  putAddresses(tables, server.serverId, server.addresses);
}

/** Each address once, the first ones kept. Of a server that was forgotten meanwhile nothing is kept. */
function putAddresses(tables: ProfileTables, serverId: ServerId, addresses: readonly string[]): void {
  if (tables.isKnown(serverId)) tables.replaceAddresses(serverId, [...new Set(addresses)].slice(0, maxAddresses));
}
