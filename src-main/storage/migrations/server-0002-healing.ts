import type { Migration } from '../migrate.ts';

/** What a server needs that lost what it had acknowledged, until enough of it has come back (H1 to H7). */
export const server0002Healing: Migration = {
  version: 2,
  sql: `
    -- firstSeq: the first seq that events of this epoch can have. gate: 'open'; 'closed', which opens by itself when enough has
    -- come back; 'host', which only the host opens.
    ALTER TABLE epochs ADD COLUMN firstSeq INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE epochs ADD COLUMN gate TEXT NOT NULL DEFAULT 'open';

    ALTER TABLE events ADD COLUMN isOverruled INTEGER NOT NULL DEFAULT 0;

    -- The furthest position that was shown of each life of the log beyond what this one holds of it.
    CREATE TABLE shownPositions (
      epochId TEXT PRIMARY KEY,
      epoch INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      serverHead INTEGER NOT NULL,
      -- The last seq and streamSeq of the stream 'server' that this log shares with that life.
      sharedSeq INTEGER NOT NULL,
      sharedServerHead INTEGER NOT NULL,
      -- The epoch of this log in which it was shown first.
      shownIn INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- Events that were given back: those of the lost part that are in the log again (healedSeq), those that wait for the gate,
    -- and those that wait for a room or a person.
    CREATE TABLE pieces (
      personId TEXT NOT NULL,
      commandId TEXT NOT NULL,
      epochId TEXT NOT NULL,
      epoch INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      stream TEXT NOT NULL,
      streamSeq INTEGER NOT NULL,
      originEpoch INTEGER NOT NULL,
      originSeq INTEGER NOT NULL,
      giver TEXT NOT NULL,
      takenIn INTEGER NOT NULL,
      healedSeq INTEGER,
      -- The event frame as it was given, null once it is in the log.
      frame TEXT,
      PRIMARY KEY (personId, commandId)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX piecesWaiting ON pieces (originEpoch, originSeq, commandId) WHERE frame IS NOT NULL;

    -- Whose devices have given all they hold, in each epoch.
    CREATE TABLE healers (
      epoch INTEGER NOT NULL,
      personId TEXT NOT NULL,
      -- One of them had seen more than the log has.
      isBeyond INTEGER NOT NULL,
      PRIMARY KEY (epoch, personId)
    ) STRICT, WITHOUT ROWID;

    -- Private rooms that were closed when an epoch began; openedSeq: the end of the log when each opened again.
    CREATE TABLE closedRooms (
      roomRef INTEGER PRIMARY KEY REFERENCES rooms,
      openedSeq INTEGER
    ) STRICT;

    -- The origin of the event that set a register last (H5); none for what was set before there was this table.
    CREATE TABLE registers (
      register TEXT PRIMARY KEY,
      epoch INTEGER NOT NULL,
      seq INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
