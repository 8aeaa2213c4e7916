import type { Migration } from '../migrate.ts';

/** A server can lose the same place more than once in one epoch: what is set aside is told apart by its mac. */
export const clientAsideByMac: Migration = {
  version: 2,
  sql: `
    CREATE TABLE setAsideByMac (
      stream TEXT NOT NULL,
      streamSeq INTEGER NOT NULL,
      epoch INTEGER NOT NULL,
      mac TEXT NOT NULL,
      frame TEXT NOT NULL,
      isSigned INTEGER NOT NULL,
      PRIMARY KEY (stream, streamSeq, mac)
    ) STRICT;
    INSERT INTO setAsideByMac (stream, streamSeq, epoch, mac, frame, isSigned)
      SELECT stream, streamSeq, epoch, json_extract(frame, '$.mac'), frame, isSigned FROM setAside;
    DROP TABLE setAside;
    ALTER TABLE setAsideByMac RENAME TO setAside;
  `,
};
