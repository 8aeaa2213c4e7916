import type { Migration } from '../migrate.ts';

/** What a join line brought along, until it was used, and whether it is known that the server is the one that was meant (T3, T6). */
export const profileInvites: Migration = {
  version: 3,
  sql: `
    ALTER TABLE servers ADD COLUMN token TEXT;
    ALTER TABLE servers ADD COLUMN isVerified INTEGER NOT NULL DEFAULT 0;
  `,
};
