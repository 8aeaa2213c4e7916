import type { Migration } from '../migrate.ts';

/** A database that took a damaged one's place says so, until the person has been told where that lies. */
export const clientRenewal: Migration = {
  version: 7,
  sql: `
    -- lostCommands: how many could not be read; null where nothing told.
    CREATE TABLE renewals (file TEXT PRIMARY KEY, lostCommands INTEGER) STRICT;
  `,
};
