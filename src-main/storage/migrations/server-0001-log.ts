import type { Migration } from '../migrate.ts';

/**
 * The server's database. What goes out again as it came (a command, its signature, the mac) is kept as text; what is only
 * compared (command ids, hashes) is kept as bytes. A `…Ref` is a row's own small number, which no wire ever sees.
 */
export const server0001Log: Migration = {
  version: 1,
  sql: `
    CREATE TABLE server (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      serverId TEXT NOT NULL,
      name TEXT NOT NULL,
      firstRoomId TEXT
    ) STRICT;

    CREATE TABLE epochs (
      epoch INTEGER PRIMARY KEY,
      epochId TEXT NOT NULL UNIQUE,
      startedAt INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE people (
      personRef INTEGER PRIMARY KEY,
      personId TEXT NOT NULL UNIQUE,
      displayName TEXT NOT NULL,
      nameKey TEXT NOT NULL,
      role TEXT NOT NULL,
      isRemoved INTEGER NOT NULL DEFAULT 0,
      lastSeenAt INTEGER,
      -- How far a device of this person has the log on disk (receipts).
      deliveredSeq INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX peopleByName ON people (nameKey);

    -- Names that were given up lately (P18).
    CREATE TABLE reservedNames (
      nameKey TEXT PRIMARY KEY,
      personRef INTEGER NOT NULL REFERENCES people,
      reservedUntil INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE devices (
      deviceRef INTEGER PRIMARY KEY,
      device TEXT NOT NULL UNIQUE,
      personRef INTEGER NOT NULL REFERENCES people
    ) STRICT;
    CREATE INDEX devicesByPerson ON devices (personRef);

    CREATE TABLE outboxes (
      deviceRef INTEGER NOT NULL REFERENCES devices,
      outboxId TEXT NOT NULL,
      lastNumber INTEGER NOT NULL,
      PRIMARY KEY (deviceRef, outboxId)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE streams (
      streamRef INTEGER PRIMARY KEY,
      stream TEXT NOT NULL UNIQUE,
      -- The last streamSeq, itemNumber and seq in it.
      head INTEGER NOT NULL DEFAULT 0,
      itemHead INTEGER NOT NULL DEFAULT 0,
      lastSeq INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    -- No foreign keys here: three more look-ups a message, for what the engine has just looked up.
    CREATE TABLE events (
      seq INTEGER PRIMARY KEY,
      epoch INTEGER NOT NULL,
      streamRef INTEGER NOT NULL,
      streamSeq INTEGER NOT NULL,
      itemNumber INTEGER,
      at INTEGER NOT NULL,
      kind TEXT NOT NULL,
      personRef INTEGER NOT NULL,
      deviceRef INTEGER NOT NULL,
      command TEXT NOT NULL,
      signature TEXT NOT NULL,
      mac TEXT NOT NULL,
      originEpoch INTEGER,
      originSeq INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX eventsByStream ON events (streamRef, streamSeq);

    -- What became of each command, for ever (D3, P14): an event, nothing new (seq and error null), or a refusal.
    -- By command id first: those of one moment begin alike (UUIDv7), so that a batch writes to one place and not to one a person.
    CREATE TABLE commands (
      commandId BLOB NOT NULL,
      personRef INTEGER NOT NULL,
      contentHash BLOB NOT NULL,
      number INTEGER NOT NULL,
      seq INTEGER,
      roomId TEXT,
      error TEXT,
      PRIMARY KEY (commandId, personRef)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE rooms (
      -- The streamRef of the room's stream.
      roomRef INTEGER PRIMARY KEY REFERENCES streams,
      roomId TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      visibility TEXT NOT NULL,
      history TEXT NOT NULL,
      name TEXT,
      nameKey TEXT,
      topic TEXT NOT NULL,
      creatorRef INTEGER NOT NULL REFERENCES people,
      createdAt INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX publicRooms ON rooms (roomId) WHERE kind = 'channel' AND visibility = 'public';
    CREATE INDEX publicRoomNames ON rooms (nameKey) WHERE kind = 'channel' AND visibility = 'public';

    -- Intervals of streamSeq (P6). Whoever has an open one is a member.
    CREATE TABLE access (
      personRef INTEGER NOT NULL REFERENCES people,
      roomRef INTEGER NOT NULL REFERENCES rooms,
      fromStreamSeq INTEGER NOT NULL,
      toStreamSeq INTEGER,
      -- The event that opened it.
      openedSeq INTEGER NOT NULL,
      -- JSON of a ClosedRoom: the room as it was at the end of a closed one.
      closedRoom TEXT,
      PRIMARY KEY (personRef, roomRef, fromStreamSeq)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX members ON access (roomRef) WHERE toStreamSeq IS NULL;

    CREATE TABLE markers (
      personRef INTEGER NOT NULL REFERENCES people,
      roomRef INTEGER NOT NULL REFERENCES rooms,
      readUpTo INTEGER NOT NULL,
      unreadFrom INTEGER,
      PRIMARY KEY (personRef, roomRef)
    ) STRICT, WITHOUT ROWID;
  `,
};
