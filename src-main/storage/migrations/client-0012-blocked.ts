import type { Migration } from '../migrate.ts';

/** Whom this person does not want to hear, as far as the server has it; what waits to be told stands in the outbox. */
export const clientBlocked: Migration = {
  version: 12,
  sql: `
    CREATE TABLE blocked (personId TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  `,
};
