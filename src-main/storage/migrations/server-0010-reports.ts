import type { Migration } from '../migrate.ts';

/** Whom somebody does not want to hear, what was reported, and a way to the acts of power among the messages (R26). */
export const serverReports: Migration = {
  version: 10,
  sql: `
    CREATE TABLE blocks (
      personRef INTEGER NOT NULL REFERENCES people,
      blockedRef INTEGER NOT NULL REFERENCES people,
      PRIMARY KEY (personRef, blockedRef)
    ) STRICT, WITHOUT ROWID;

    -- seq: of the event that made it. roomId and commandId: of the message it is about, null where it is about the person alone.
    CREATE TABLE reports (
      seq INTEGER PRIMARY KEY,
      reportId TEXT NOT NULL UNIQUE,
      reporterRef INTEGER NOT NULL REFERENCES people,
      personRef INTEGER NOT NULL REFERENCES people,
      roomId TEXT,
      commandId TEXT,
      reason TEXT NOT NULL,
      text TEXT NOT NULL,
      createdAt INTEGER NOT NULL,
      isOpen INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX reportsByReporter ON reports (reporterRef, seq);
    CREATE INDEX reportsByState ON reports (isOpen, seq);

    -- Apart, because a closing may come back before what it closes (H6).
    CREATE TABLE reportClosings (
      reportId TEXT PRIMARY KEY,
      closerRef INTEGER NOT NULL REFERENCES people,
      closedAt INTEGER NOT NULL,
      outcome TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX eventsBesideMessages ON events (kind, seq) WHERE kind <> 'message.posted';
  `,
};
