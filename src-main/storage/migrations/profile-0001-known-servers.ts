import type { Migration } from '../migrate.ts';

/** Which servers a person knows, and where they were reached: the address of the lowest rank worked last. */
export const profileKnownServers: Migration = {
  version: 1,
  sql: `
    CREATE TABLE servers (
      serverId TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      displayName TEXT NOT NULL,
      isJoined INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE addresses (
      serverId TEXT NOT NULL REFERENCES servers (serverId) ON DELETE CASCADE,
      address TEXT NOT NULL,
      rank INTEGER NOT NULL,
      PRIMARY KEY (serverId, address)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX addressesByRank ON addresses (serverId, rank);
  `,
};
