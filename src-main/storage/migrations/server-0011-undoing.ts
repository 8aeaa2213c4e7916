import type { Migration } from '../migrate.ts';

/** A way from an act to what gave it back, of the kinds that can (R26): no walk over all that was done since. */
export const serverUndoing: Migration = {
  version: 11,
  sql: `
    CREATE INDEX eventsUndoing ON events (json_extract(command, '$.body.undoes.commandId'))
      WHERE kind IN ('person.roleSet', 'person.standingSet', 'server.doorSet', 'device.banSet');
  `,
};
