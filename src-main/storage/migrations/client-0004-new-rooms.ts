import type { Migration } from '../migrate.ts';

/** A room that a person was invited to is news to them until they have looked, also where nothing in it is unread. */
export const clientNewRooms: Migration = {
  version: 4,
  sql: 'ALTER TABLE markers ADD COLUMN isNew INTEGER NOT NULL DEFAULT 0;',
};
