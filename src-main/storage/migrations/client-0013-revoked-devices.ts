import type { Migration } from '../migrate.ts';

/** Which of the devices in the table comes in no more; what it said stays said. */
export const clientRevokedDevices: Migration = {
  version: 13,
  sql: `
    ALTER TABLE devices ADD COLUMN isRevoked INTEGER NOT NULL DEFAULT 0;
  `,
};
