import type { Migration } from '../migrate.ts';

/** A person keeps the last three names that they gave up (P18): which these are is found by the person. */
export const serverReservedNames: Migration = {
  version: 13,
  sql: `
    CREATE INDEX reservedByPerson ON reservedNames (personRef, reservedUntil DESC);
    DELETE FROM reservedNames WHERE (nameKey, lookKey, personRef) IN (
      SELECT nameKey, lookKey, personRef FROM (
        SELECT nameKey, lookKey, personRef,
          row_number() OVER (PARTITION BY personRef ORDER BY reservedUntil DESC, nameKey, lookKey) AS place
        FROM reservedNames)
      WHERE place > 3);
  `,
};
