import type { Migration } from '../migrate.ts';

/**
 * What is set aside is given back to the server, which needs to know of which life of its log each event is; and what was read of
 * it is not unread when it is in the log again.
 */
export const clientHealing: Migration = {
  version: 5,
  sql: `
    -- The lives that the server's log has had.
    CREATE TABLE epochs (epoch INTEGER PRIMARY KEY, epochId TEXT NOT NULL) STRICT;
    INSERT INTO epochs (epoch, epochId) SELECT epoch, epochId FROM meta WHERE epochId IS NOT NULL;

    -- Epochs that began because the server had lost something that was held here, until the person has been told.
    CREATE TABLE untoldEpochs (epochId TEXT PRIMARY KEY) STRICT;

    -- answeredIn: the id of the epoch in which the server said what it makes of it; null while it has not been offered.
    CREATE TABLE setAsideByEpoch (
      id INTEGER PRIMARY KEY,
      stream TEXT NOT NULL,
      streamSeq INTEGER NOT NULL,
      epoch INTEGER NOT NULL,
      epochId TEXT,
      mac TEXT NOT NULL,
      person TEXT NOT NULL,
      commandId TEXT NOT NULL,
      frame TEXT NOT NULL,
      isSigned INTEGER NOT NULL,
      wasRead INTEGER NOT NULL,
      answeredIn TEXT,
      UNIQUE (stream, streamSeq, mac)
    ) STRICT;
    INSERT INTO setAsideByEpoch (stream, streamSeq, epoch, epochId, mac, person, commandId, frame, isSigned, wasRead)
      SELECT a.stream, a.streamSeq, a.epoch, e.epochId, a.mac, json_extract(a.frame, '$.header.person'),
        json_extract(a.frame, '$.command.commandId'), a.frame, a.isSigned, 0
      FROM setAside a LEFT JOIN epochs e ON e.epoch = a.epoch;
    DROP TABLE setAside;
    ALTER TABLE setAsideByEpoch RENAME TO setAside;
    CREATE INDEX setAsideByCommand ON setAside (person, commandId);

    -- What lies beyond a cut is given back a portion at a time, each from where the one before ended.
    CREATE INDEX eventsBySeq ON events (seq);
  `,
};
