import type { Migration } from '../migrate.ts';

/**
 * What is known of the way of single messages: since when people are in a room, so that those who came later do not count among
 * those a message was for; when a command first left this device; and when what came of it, or of others, was here.
 */
export const clientMessageHops: Migration = {
  version: 6,
  sql: `
    CREATE TABLE joins (
      roomId TEXT NOT NULL,
      personId TEXT NOT NULL,
      seq INTEGER NOT NULL,
      PRIMARY KEY (roomId, personId)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE outbox ADD COLUMN sentAt INTEGER;
    -- The newest messages of each room; times by this device's clock.
    CREATE TABLE hops (
      stream TEXT NOT NULL,
      streamSeq INTEGER NOT NULL,
      -- The server's time of the event: in a restored log another event may stand in its place.
      storedAt INTEGER NOT NULL,
      sentAt INTEGER,
      receivedAt INTEGER NOT NULL,
      via TEXT NOT NULL,
      PRIMARY KEY (stream, streamSeq)
    ) STRICT, WITHOUT ROWID;
  `,
};
