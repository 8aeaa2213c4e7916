import type { Migration } from '../migrate.ts';

/** Whom a server lets in (T6, T7), and what people are on it (T9, T10). */
export const serverEntry: Migration = {
  version: 8,
  sql: `
    ALTER TABLE people ADD COLUMN standing TEXT NOT NULL DEFAULT 'active';
    ALTER TABLE people ADD COLUMN standingSince INTEGER NOT NULL DEFAULT 0;
    UPDATE people SET standing = 'removed' WHERE isRemoved = 1;
    ALTER TABLE people DROP COLUMN isRemoved;
    CREATE INDEX owners ON people (personRef) WHERE role = 'owner';

    ALTER TABLE server ADD COLUMN door TEXT NOT NULL DEFAULT 'open';
    ALTER TABLE server ADD COLUMN doorOpenUntil INTEGER NOT NULL DEFAULT 0;

    -- What the door or an invite made of the author.
    ALTER TABLE events ADD COLUMN role TEXT;

    -- Strangers' devices that were let in and have not come yet.
    CREATE TABLE acceptedDevices (
      device TEXT PRIMARY KEY,
      role TEXT NOT NULL,
      acceptedAt INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- Strangers' devices that stay out.
    CREATE TABLE bannedDevices (device TEXT PRIMARY KEY, bannedAt INTEGER NOT NULL) STRICT, WITHOUT ROWID;

    -- roomIds: JSON.
    CREATE TABLE invites (
      inviteId TEXT PRIMARY KEY,
      creatorRef INTEGER NOT NULL REFERENCES people,
      createdAt INTEGER NOT NULL,
      note TEXT NOT NULL,
      role TEXT NOT NULL,
      roomIds TEXT NOT NULL,
      maxUses INTEGER NOT NULL,
      uses INTEGER NOT NULL,
      expiresAt INTEGER NOT NULL,
      isRevoked INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX invitesOpen ON invites (expiresAt) WHERE isRevoked = 0;

    -- Rooms that an invite leads somebody into who has not joined them yet.
    CREATE TABLE grants (
      personRef INTEGER NOT NULL REFERENCES people,
      roomRef INTEGER NOT NULL REFERENCES rooms,
      PRIMARY KEY (personRef, roomRef)
    ) STRICT, WITHOUT ROWID;
  `,
};
