import type { Migration } from '../migrate.ts';

/** Reading goes on at the first item that is unread, and its number is all that is known of it. */
export const clientItemsByNumber: Migration = {
  version: 3,
  sql: 'CREATE INDEX eventsByItem ON events (stream, itemNumber) WHERE itemNumber IS NOT NULL;',
};
