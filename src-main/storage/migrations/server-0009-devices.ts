import type { Migration } from '../migrate.ts';

/** A person's devices (P18): how each became theirs, whether it was revoked, and what it says of itself. */
export const serverDevices: Migration = {
  version: 9,
  sql: `
    -- The event by which it became the person's; null of a first one, which the person's id says.
    ALTER TABLE devices ADD COLUMN linkedSeq INTEGER;
    ALTER TABLE devices ADD COLUMN addedAt INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE devices ADD COLUMN revokedAt INTEGER;
    ALTER TABLE devices ADD COLUMN name TEXT NOT NULL DEFAULT '';
    ALTER TABLE devices ADD COLUMN lastSeenAt INTEGER;
    CREATE INDEX devicesLinked ON devices (linkedSeq) WHERE linkedSeq IS NOT NULL;
  `,
};
