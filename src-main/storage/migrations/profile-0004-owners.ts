import type { Migration } from '../migrate.ts';

/** Whose a device is at a server: a linked one's key does not say so (P18), and the server's database may be damaged. */
export const profileOwners: Migration = {
  version: 4,
  sql: `
    CREATE TABLE owners (serverId TEXT PRIMARY KEY, device TEXT NOT NULL, personId TEXT NOT NULL) STRICT;
  `,
};
