import type { Migration } from '../migrate.ts';

/** What tells several lives of a log apart that went back more than once, or went on before anybody noticed (H1 to H6). */
export const serverLives: Migration = {
  version: 4,
  sql: `
    -- Where the log ended when it was opened, of each time it went on from there: where it went back, it parted at one of these
    -- from what it was.
    CREATE TABLE openings (seq INTEGER PRIMARY KEY) STRICT;

    -- Where events stood that were given back. One event has a place in each life of the log that had it. isTaken is 0 where the
    -- log holds other words under the same command.
    CREATE TABLE givenPlaces (
      epochId TEXT NOT NULL,
      seq INTEGER NOT NULL,
      stream TEXT NOT NULL,
      streamSeq INTEGER NOT NULL,
      personId TEXT NOT NULL,
      commandId TEXT NOT NULL,
      -- That in which it was said first.
      originEpoch INTEGER NOT NULL,
      -- The epoch of this log in which it was given.
      givenIn INTEGER NOT NULL,
      isTaken INTEGER NOT NULL,
      -- Where a log went back and went on in the same epoch, and that was lost too, two stood at one place.
      PRIMARY KEY (epochId, seq, personId, commandId)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX givenPlacesByCommand ON givenPlaces (personId, commandId);
    CREATE INDEX givenPlacesIn ON givenPlaces (givenIn, originEpoch);
    CREATE INDEX piecesByOrigin ON pieces (originEpoch);
    INSERT OR IGNORE INTO givenPlaces (epochId, seq, stream, streamSeq, personId, commandId, originEpoch, givenIn, isTaken)
      SELECT epochId, seq, stream, streamSeq, personId, commandId, originEpoch, takenIn, 1 FROM pieces;

    -- How far those were, in that life, whose devices have given all that they hold.
    ALTER TABLE shownPositions ADD COLUMN givenSeq INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE shownPositions ADD COLUMN givenServerHead INTEGER NOT NULL DEFAULT 0;
    -- Whether any device has shown one of that life, or the mark beside the database alone tells of it.
    ALTER TABLE shownPositions ADD COLUMN isByDevice INTEGER NOT NULL DEFAULT 1;

    -- The epoch of the life in which they had seen more than the log has.
    ALTER TABLE healers ADD COLUMN lifeEpoch INTEGER NOT NULL DEFAULT 0;
    UPDATE healers SET lifeEpoch = epoch WHERE isBeyond = 1;

    -- ownSeq: the seq of an event that the log took itself; null of one that was given back.
    ALTER TABLE registers ADD COLUMN ownSeq INTEGER;
    ALTER TABLE registers ADD COLUMN commandId TEXT NOT NULL DEFAULT '';

    -- Who came into a room and went by which event, whatever that changed when it came.
    CREATE TABLE memberEvents (
      roomRef INTEGER NOT NULL,
      personRef INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      isIn INTEGER NOT NULL,
      PRIMARY KEY (roomRef, personRef, seq)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO memberEvents (roomRef, personRef, seq, isIn)
      SELECT streamRef, personRef, seq, kind IN ('room.created', 'room.joined') FROM events
      WHERE kind IN ('room.created', 'room.joined', 'room.left');
    INSERT INTO memberEvents (roomRef, personRef, seq, isIn)
      SELECT e.streamRef, p.personRef, e.seq, e.kind = 'room.invited'
      FROM events e JOIN people p ON p.personId = json_extract(e.command, '$.body.personId')
      WHERE e.kind IN ('room.invited', 'room.memberRemoved');

    -- The person or room that is to come first; null where nobody has looked yet.
    ALTER TABLE pieces ADD COLUMN waitsFor TEXT;
    CREATE INDEX piecesWaitingFor ON pieces (waitsFor) WHERE frame IS NOT NULL;
  `,
};
