import type { Migration } from '../migrate.ts';

/**
 * Who is out is a member still and sees nothing of private rooms (P6). Of those who are out already it ends where the rooms were when
 * they were put out, by the log; where that does not tell, where they are now.
 */
export const serverOutOfSight: Migration = {
  version: 14,
  sql: `
    -- The event by which they were last taken back.
    ALTER TABLE people ADD COLUMN backSeq INTEGER NOT NULL DEFAULT 0;
    -- Of a member who is out: goes on when they are back.
    ALTER TABLE access ADD COLUMN isHeld INTEGER NOT NULL DEFAULT 0;

    CREATE TEMP TABLE outs AS
      SELECT p.personRef, (
        SELECT min(e.seq) FROM events e
        WHERE e.kind <> 'message.posted' AND e.kind = 'person.standingSet' AND e.isOverruled = 0
          AND json_extract(e.command, '$.body.personId') = p.personId
          AND e.seq > coalesce((
            SELECT max(b.seq) FROM events b
            WHERE b.kind <> 'message.posted' AND b.kind = 'person.standingSet' AND b.isOverruled = 0
              AND json_extract(b.command, '$.body.personId') = p.personId
              AND json_extract(b.command, '$.body.standing') IN ('active', 'deactivated')), 0)) AS outSeq
      FROM people p WHERE p.standing IN ('removed', 'banned');

    UPDATE access SET isHeld = 1,
      toStreamSeq = max(fromStreamSeq - 1, coalesce((
        SELECT max(e.streamSeq) FROM events e JOIN outs o ON o.personRef = access.personRef
        WHERE e.streamRef = access.roomRef AND e.seq < o.outSeq),
        (SELECT s.head FROM streams s WHERE s.streamRef = access.roomRef))),
      closedRoom = (
        SELECT json_object('room', json_object('roomId', r.roomId, 'kind', r.kind, 'visibility', r.visibility,
            'history', r.history, 'name', r.name, 'topic', r.topic, 'createdBy', p.personId, 'createdAt', r.createdAt),
          'itemHead', s.itemHead)
        FROM rooms r JOIN people p ON p.personRef = r.creatorRef JOIN streams s ON s.streamRef = r.roomRef
        WHERE r.roomRef = access.roomRef)
    WHERE toStreamSeq IS NULL AND personRef IN (SELECT personRef FROM outs)
      AND roomRef IN (SELECT roomRef FROM rooms WHERE visibility = 'private');
    DROP TABLE outs;

    DROP INDEX members;
    CREATE INDEX members ON access (roomRef) WHERE toStreamSeq IS NULL OR isHeld = 1;
    CREATE INDEX heldAccess ON access (personRef) WHERE isHeld = 1;
  `,
};
