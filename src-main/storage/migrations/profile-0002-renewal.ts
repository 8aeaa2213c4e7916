import type { Migration } from '../migrate.ts';

/** A list of servers that took a damaged one's place says so, until the person has been told where that lies. */
export const profileRenewal: Migration = {
  version: 2,
  sql: `
    -- servers: how many are in it that the damaged one had, or whose databases were there.
    CREATE TABLE renewals (file TEXT PRIMARY KEY, servers INTEGER NOT NULL) STRICT;
  `,
};
