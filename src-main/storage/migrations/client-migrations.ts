import type { Migration } from '../migrate.ts';
import { clientFirstTables } from './client-0001-first-tables.ts';
import { clientAsideByMac } from './client-0002-aside-by-mac.ts';
import { clientItemsByNumber } from './client-0003-items-by-number.ts';
import { clientNewRooms } from './client-0004-new-rooms.ts';
import { clientHealing } from './client-0005-healing.ts';
import { clientMessageHops } from './client-0006-message-hops.ts';
import { clientRenewal } from './client-0007-renewal.ts';
import { clientDiagnostics } from './client-0008-diagnostics.ts';
import { clientUnlistedRooms } from './client-0009-unlisted-rooms.ts';
import { clientStandings } from './client-0010-standings.ts';
import { clientDevices } from './client-0011-devices.ts';
import { clientBlocked } from './client-0012-blocked.ts';
import { clientRevokedDevices } from './client-0013-revoked-devices.ts';
import { clientHeldCommands } from './client-0014-held-commands.ts';
import { clientWordsOfRooms } from './client-0015-words-of-rooms.ts';
import { clientDrafts } from './client-0016-drafts.ts';

/** The steps of the database that a client keeps for one server. */
export const clientMigrations: readonly Migration[] = [
  clientFirstTables,
  clientAsideByMac,
  clientItemsByNumber,
  clientNewRooms,
  clientHealing,
  clientMessageHops,
  clientRenewal,
  clientDiagnostics,
  clientUnlistedRooms,
  clientStandings,
  clientDevices,
  clientBlocked,
  clientRevokedDevices,
  clientHeldCommands,
  clientWordsOfRooms,
  clientDrafts,
];
