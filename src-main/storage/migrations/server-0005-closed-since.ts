import type { Migration } from '../migrate.ts';

/** A room that is closed still when the next loss is noticed waits for whoever was in it before it was closed first (H3). */
export const serverClosedSince: Migration = {
  version: 5,
  sql: `
    -- closedIn: the epoch since which it is closed.
    ALTER TABLE closedRooms ADD COLUMN closedIn INTEGER NOT NULL DEFAULT 0;
    UPDATE closedRooms SET closedIn = (SELECT max(epoch) FROM epochs);
  `,
};
