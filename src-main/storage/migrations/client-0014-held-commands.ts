import type { Migration } from '../migrate.ts';

/** What waits until its room opens (H3): `held` goes when the room has, `asking` goes to see whether it has. */
export const clientHeldCommands: Migration = {
  version: 14,
  sql: `
    ALTER TABLE outbox ADD COLUMN hold TEXT;
    CREATE INDEX outboxHeld ON outbox (roomId, place) WHERE hold IS NOT NULL;
    DROP INDEX outboxUnnumbered;
    CREATE INDEX outboxUnnumbered ON outbox (place) WHERE number IS NULL AND failure IS NULL AND hold IS NOT 'held';
  `,
};
