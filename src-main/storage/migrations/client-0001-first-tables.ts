import type { Migration } from '../migrate.ts';

/**
 * What a client keeps of one server. Events stay as the frames that came, so that a newer version can read more out of them
 * (D7); the columns beside the frame are what they are found by.
 */
export const clientFirstTables: Migration = {
  version: 1,
  sql: `
    CREATE TABLE meta (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      serverId TEXT NOT NULL,
      device TEXT NOT NULL,
      personId TEXT NOT NULL,
      outboxId TEXT NOT NULL,
      lastNumber INTEGER NOT NULL,
      epoch INTEGER,
      epochId TEXT,
      position TEXT,
      isResyncNeeded INTEGER NOT NULL,
      vocabulary TEXT NOT NULL,
      holesFound INTEGER NOT NULL,
      eventCount INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE events (
      stream TEXT NOT NULL,
      streamSeq INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      epoch INTEGER NOT NULL,
      orderEpoch INTEGER NOT NULL,
      orderSeq INTEGER NOT NULL,
      itemNumber INTEGER,
      kind TEXT NOT NULL,
      person TEXT NOT NULL,
      commandId TEXT NOT NULL,
      at INTEGER NOT NULL,
      mac TEXT NOT NULL,
      frame TEXT NOT NULL,
      isSigned INTEGER NOT NULL,
      isKnown INTEGER NOT NULL,
      isShown INTEGER NOT NULL,
      isOwnMessage INTEGER NOT NULL,
      PRIMARY KEY (stream, streamSeq)
    ) STRICT;
    CREATE UNIQUE INDEX eventsByCommand ON events (person, commandId);
    CREATE INDEX eventsShown ON events (stream, orderEpoch, orderSeq, commandId) WHERE isShown = 1;
    CREATE INDEX eventsUnknown ON events (stream, streamSeq) WHERE isKnown = 0;
    CREATE INDEX ownMessages ON events (stream, streamSeq) WHERE isOwnMessage = 1;

    -- What a new epoch contradicts: kept, not shown, given back when the server heals.
    CREATE TABLE setAside (
      stream TEXT NOT NULL,
      streamSeq INTEGER NOT NULL,
      epoch INTEGER NOT NULL,
      frame TEXT NOT NULL,
      isSigned INTEGER NOT NULL,
      PRIMARY KEY (stream, streamSeq, epoch)
    ) STRICT;

    -- access: JSON intervals that may be read; what lies in them up to head is in events or in gaps.
    CREATE TABLE streams (
      stream TEXT PRIMARY KEY,
      head INTEGER NOT NULL,
      stateAsOf INTEGER NOT NULL,
      givenAsOf INTEGER NOT NULL,
      newestSeq INTEGER NOT NULL,
      access TEXT NOT NULL
    ) STRICT;
    CREATE TABLE gaps (
      stream TEXT NOT NULL,
      fromSeq INTEGER NOT NULL,
      toSeq INTEGER NOT NULL,
      PRIMARY KEY (stream, fromSeq)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE people (
      personId TEXT PRIMARY KEY,
      displayName TEXT NOT NULL,
      role TEXT NOT NULL,
      isRemoved INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE rooms (
      roomId TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      visibility TEXT NOT NULL,
      history TEXT NOT NULL,
      name TEXT,
      topic TEXT NOT NULL,
      createdBy TEXT NOT NULL,
      createdAt INTEGER NOT NULL,
      itemHead INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE members (
      roomId TEXT NOT NULL,
      personId TEXT NOT NULL,
      PRIMARY KEY (roomId, personId)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX membersByPerson ON members (personId, roomId);

    CREATE TABLE markers (
      roomId TEXT PRIMARY KEY,
      readUpTo INTEGER NOT NULL,
      unreadFrom INTEGER,
      isReadUpToUnsent INTEGER NOT NULL,
      isUnreadFromUnsent INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX markersUnsent ON markers (roomId) WHERE isReadUpToUnsent = 1 OR isUnreadFromUnsent = 1;
    CREATE TABLE delivered (personId TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT;
    CREATE TABLE readers (
      roomId TEXT NOT NULL,
      personId TEXT NOT NULL,
      readUpTo INTEGER NOT NULL,
      PRIMARY KEY (roomId, personId)
    ) STRICT, WITHOUT ROWID;

    -- number: in the present outbox, null while not transmitted in it; sentNumber: of the last transmission in any.
    CREATE TABLE outbox (
      place INTEGER PRIMARY KEY,
      commandId TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      body TEXT NOT NULL,
      objectId TEXT NOT NULL,
      roomId TEXT,
      dependsOn TEXT,
      number INTEGER,
      sentOutboxId TEXT,
      sentNumber INTEGER,
      failure TEXT
    ) STRICT;
    CREATE UNIQUE INDEX outboxNumbered ON outbox (number) WHERE number IS NOT NULL AND failure IS NULL;
    CREATE INDEX outboxUnnumbered ON outbox (place) WHERE number IS NULL AND failure IS NULL;
    CREATE INDEX outboxFailed ON outbox (place) WHERE failure IS NOT NULL;
    CREATE INDEX outboxByRoom ON outbox (roomId, kind, place);
    CREATE INDEX outboxByKind ON outbox (kind, place);
    CREATE INDEX outboxDependents ON outbox (dependsOn) WHERE dependsOn IS NOT NULL;
  `,
};
