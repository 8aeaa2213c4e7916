import type { CommandId, EpochId, PersonId } from '#shared/domain/ids.ts';
import { serverStream, type Stream } from '#shared/domain/stream.ts';
import type { Piece } from '../piece.ts';
import type { WritableDb } from '../readable-db.ts';
import { bareMark } from './event-table.ts';

const copy = `INSERT OR IGNORE INTO setAside (stream, streamSeq, epoch, epochId, mac, person, commandId, frame, isSigned, wasRead)
  SELECT e.stream, e.streamSeq, e.epoch, p.epochId, e.mac, e.person, e.commandId, e.frame, e.isSigned, ?
  FROM events e LEFT JOIN epochs p ON p.epoch = e.epoch WHERE e.stream = ? AND e.streamSeq = ?`;

/** Events that the server lost or contradicts: out of sight, and never thrown away. */
export function createAsideTable(db: WritableDb) {
  const copyOne = db.change<[number, string, number]>(copy);
  const removeOne = db.change<[string, number]>('DELETE FROM events WHERE stream = ? AND streamSeq = ?');
  const ofCommand = db.query<[string, string], { wasRead: number }>(
    'SELECT max(wasRead) AS wasRead FROM setAside WHERE person = ? AND commandId = ? GROUP BY commandId',
  );
  const unanswered = db.query<[string, number, number], Piece>(
    `SELECT id AS place, person AS personId, commandId, epoch, epochId, json_extract(frame, '$.header.seq') AS seq, mac AS tag, frame
     FROM setAside
     WHERE isSigned = 1 AND commandId NOT LIKE '${bareMark}%' AND epochId IS NOT NULL AND answeredIn IS NOT ? AND id > ?
     ORDER BY id LIMIT ?`,
  );
  // The stream `server` has no pages that would bring its events back: a snapshot says who is there.
  const countLost = db.query<[], { rows: number }>(
    `SELECT count(*) AS rows FROM setAside a
     WHERE a.commandId NOT LIKE '${bareMark}%'
       AND NOT EXISTS (SELECT 1 FROM setAside b WHERE b.person = a.person AND b.commandId = a.commandId AND b.id < a.id)
       AND NOT EXISTS (SELECT 1 FROM events e WHERE e.person = a.person AND e.commandId = a.commandId
         AND json_extract(e.frame, '$.command.body') = json_extract(a.frame, '$.command.body'))
       AND NOT (a.stream = '${serverStream}' AND EXISTS (SELECT 1 FROM people p WHERE p.personId = a.person))`,
  );
  const answer = db.change<[string, number]>('UPDATE setAside SET answeredIn = ? WHERE id = ?');
  return {
    move: (stream: Stream, streamSeq: number, wasRead: boolean): void => {
      copyOne.run(Number(wasRead), stream, streamSeq);
      removeOne.run(stream, streamSeq);
    },
    /** Whether that event lay here, and was read before it did. */
    ofCommand: (person: PersonId, commandId: CommandId): { readonly wasRead: boolean } | null => {
      const row = ofCommand.get(person, commandId);
      return row === undefined ? null : { wasRead: row.wasRead === 1 };
    },
    /** What the server of this epoch has not been offered, from the row after `afterPlace` on. */
    unanswered: (epochId: EpochId, afterPlace: number, max: number): Piece[] =>
      unanswered.all(epochId, afterPlace, max),
    /** Of how many commands this device alone has the event, as far as it knows: each once, however often it was lost. */
    countLost: (): number => countLost.get()?.rows ?? 0,
    answered: (epochId: EpochId, places: readonly number[]): void => {
      for (const place of places) answer.run(epochId, place);
    },
  };
}
