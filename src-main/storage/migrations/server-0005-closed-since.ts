import type { Migration } from '../migrate.ts';

/** A room that is closed still when the next loss is noticed waits for whoever was in it before it was closed first (H3). */
export const serverClosedSince: Migration = {
  version: 5,
  sql: `
    -- closedIn: the epoch since which it is closed.
    ALTER TABLE closedRooms ADD COLUMN closedIn INTEGER NOT NULL DEFAULT 0;
    UPDATE closedRooms SET closedIn = (SELECT max(epoch) FROM epochs);
    -- Version 2 did not keep which life they had seen, and version 4 put the epoch in which they healed: it was one before that.
    UPDATE healers SET lifeEpoch = epoch - 1 WHERE isBeyond = 1 AND lifeEpoch = epoch;
  `,
};
