import type { Migration } from '../migrate.ts';

/**
 * When people came how far, for the receipts of single messages: in a room up to an item number, and with `roomRef` 0 in the
 * whole log up to a `seq`. A hundred rows at most for a person and a small room, thinned out with their age.
 */
export const serverReceiptSteps: Migration = {
  version: 3,
  sql: `
    CREATE TABLE receiptSteps (
      personRef INTEGER NOT NULL,
      roomRef INTEGER NOT NULL,
      upTo INTEGER NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (personRef, roomRef, upTo)
    ) STRICT, WITHOUT ROWID;
  `,
};
