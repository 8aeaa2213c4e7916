import type { Migration } from '../migrate.ts';
import { server0001Log } from './server-0001-log.ts';
import { server0002Healing } from './server-0002-healing.ts';
import { serverReceiptSteps } from './server-0003-receipt-steps.ts';
import { serverLives } from './server-0004-lives.ts';
import { serverClosedSince } from './server-0005-closed-since.ts';
import { serverVerifier } from './server-0006-verifier.ts';
import { serverLookAlikes } from './server-0007-look-alikes.ts';
import { serverEntry } from './server-0008-entry.ts';
import { serverDevices } from './server-0009-devices.ts';
import { serverReports } from './server-0010-reports.ts';
import { serverUndoing } from './server-0011-undoing.ts';
import { serverInviteUses } from './server-0012-invite-uses.ts';
import { serverReservedNames } from './server-0013-reserved-names.ts';
import { serverOutOfSight } from './server-0014-out-of-sight.ts';

/** Every step of the server's schema, in order. */
export const serverMigrations: readonly Migration[] = [
  server0001Log,
  server0002Healing,
  serverReceiptSteps,
  serverLives,
  serverClosedSince,
  serverVerifier,
  serverLookAlikes,
  serverEntry,
  serverDevices,
  serverReports,
  serverUndoing,
  serverInviteUses,
  serverReservedNames,
  serverOutOfSight,
];
