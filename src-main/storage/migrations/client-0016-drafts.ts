import type { Migration } from '../migrate.ts';

/** What a person is writing and has not sent, by room. */
export const clientDrafts: Migration = {
  version: 16,
  sql: `
    CREATE TABLE drafts (
      roomId TEXT PRIMARY KEY,
      keptAt INTEGER NOT NULL,
      text TEXT NOT NULL
    ) STRICT;
  `,
};
