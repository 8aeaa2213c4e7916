import type { PersonId } from '#shared/domain/ids.ts';
import type { Stream } from '#shared/domain/stream.ts';
import type { ReadableDb } from '../readable-db.ts';

interface RoomWord {
  readonly person: PersonId;
  readonly streamSeq: number;
}

/** Whose word brought this person into a room, and whose its topic is, as far as this device holds the events. */
export function createRoomWordTable(db: ReadableDb) {
  // As the index has it.
  const isWord = "kind IN ('room.invited', 'room.topicSet')";
  // What came back behind what was said since has changed nothing (H4), wherever it stands.
  const stands = "isSigned = 1 AND json_extract(frame, '$.header.origin.isOverruled') IS NULL";
  const topic = db.query<[string], RoomWord>(
    `SELECT person, streamSeq FROM events WHERE ${isWord} AND kind = 'room.topicSet' AND stream = ? AND ${stands}
     ORDER BY streamSeq DESC LIMIT 1`,
  );
  const invitation = db.query<[string, string], RoomWord>(
    `SELECT person, streamSeq FROM events WHERE ${isWord} AND kind = 'room.invited' AND stream = ? AND ${stands}
       AND json_extract(frame, '$.command.body.personId') = ? ORDER BY streamSeq DESC LIMIT 1`,
  );
  return {
    topicBy: (stream: Stream): PersonId | null => topic.get(stream)?.person ?? null,
    lastInvitation: (stream: Stream, personId: PersonId): RoomWord | null => invitation.get(stream, personId) ?? null,
  };
}
