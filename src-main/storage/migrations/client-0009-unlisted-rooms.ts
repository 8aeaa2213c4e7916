import type { Migration } from '../migrate.ts';

/** A room that a person was in and that the server has not listed since it lost something: it lost that too, or keeps it closed. */
export const clientUnlistedRooms: Migration = {
  version: 9,
  sql: 'ALTER TABLE rooms ADD COLUMN isUnlisted INTEGER NOT NULL DEFAULT 0;',
};
