import type { Migration } from '../migrate.ts';

/** What a person can look up of this database: holes by their stream and whether they were mended, starts, when it was begun anew. */
export const clientDiagnostics: Migration = {
  version: 8,
  sql: `
    CREATE TABLE holeCounts (
      stream TEXT PRIMARY KEY,
      found INTEGER NOT NULL,
      mended INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    -- Those that were found and of which something is still missing.
    CREATE TABLE openHoles (
      stream TEXT NOT NULL,
      fromSeq INTEGER NOT NULL,
      toSeq INTEGER NOT NULL,
      PRIMARY KEY (stream, fromSeq)
    ) STRICT, WITHOUT ROWID;
    -- It did not say of which stream.
    ALTER TABLE meta DROP COLUMN holesFound;
    ALTER TABLE meta ADD COLUMN starts INTEGER NOT NULL DEFAULT 0;
    -- Kept when the person has been told.
    ALTER TABLE renewals ADD COLUMN at INTEGER;
    ALTER TABLE renewals ADD COLUMN isTold INTEGER NOT NULL DEFAULT 0;
  `,
};
