import type { Migration } from '#main/storage/migrate.ts';

/** How many notes the database of version 1 holds; each says which it is. */
export const noteCount = 2_000;

export const firstNotes: Migration = { version: 1, sql: 'CREATE TABLE notes (note TEXT NOT NULL) STRICT' };

/** Steps that write all of it anew, so that there is time to die in each. */
export const laterNotes: readonly Migration[] = [2, 3, 4].map((version) => ({
  version,
  sql: `
    CREATE TABLE notes${version} (note TEXT NOT NULL, step INTEGER NOT NULL) STRICT;
    INSERT INTO notes${version} (note, step) SELECT note, ${version} FROM notes;
    DROP TABLE notes;
    ALTER TABLE notes${version} RENAME TO notes;
    CREATE INDEX notesBy${version} ON notes (note, step);
  `,
}));
