import type { Migration } from '../migrate.ts';

/** Who brought this person into a room, and who set its topic, of somebody who is blocked (T15); and that the room was asked for all the same. */
export const clientWordsOfRooms: Migration = {
  version: 15,
  sql: `
    CREATE INDEX roomWords ON events (stream, kind, streamSeq) WHERE kind IN ('room.invited', 'room.topicSet');
    ALTER TABLE markers ADD COLUMN isAskedFor INTEGER NOT NULL DEFAULT 0;
  `,
};
