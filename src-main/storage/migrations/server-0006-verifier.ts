import type { Migration } from '../migrate.ts';

/** How far the log was verified (P11), what its devices did not sign, and which devices are closed for it. */
export const serverVerifier: Migration = {
  version: 6,
  sql: `
    CREATE TABLE verified (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      upToSeq INTEGER NOT NULL
    ) STRICT;
    INSERT INTO verified (id, upToSeq) VALUES (1, 0);

    CREATE TABLE unsignedMessages (
      seq INTEGER PRIMARY KEY,
      device TEXT NOT NULL
    ) STRICT;

    CREATE TABLE closedDevices (
      device TEXT PRIMARY KEY,
      closedAt INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
