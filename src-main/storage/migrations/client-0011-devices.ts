import type { Migration } from '../migrate.ts';

/** Whose a device is that is nobody's first (P18), as far as it was shown to have been signed. */
export const clientDevices: Migration = {
  version: 11,
  sql: `
    -- vouchedBy: the owner who signed in place of the person's own key (T8), for this device or for the one that linked it.
    CREATE TABLE devices (
      device TEXT PRIMARY KEY,
      personId TEXT NOT NULL,
      vouchedBy TEXT,
      vouchedAt INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX devicesByPerson ON devices (personId, vouchedAt);
  `,
};
