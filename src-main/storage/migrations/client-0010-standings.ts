import type { Migration } from '../migrate.ts';

/** Whether people may come in, and since when they may not (T10). */
export const clientStandings: Migration = {
  version: 10,
  sql: `
    ALTER TABLE people ADD COLUMN standing TEXT NOT NULL DEFAULT 'active';
    ALTER TABLE people ADD COLUMN standingSince INTEGER NOT NULL DEFAULT 0;
    UPDATE people SET standing = 'removed' WHERE isRemoved = 1;
    ALTER TABLE people DROP COLUMN isRemoved;
  `,
};
