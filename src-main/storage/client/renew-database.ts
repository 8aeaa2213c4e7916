import type { PersonId, ServerId } from '#shared/domain/ids.ts';
import type { RenewedView } from '#shared/ipc/renewed-view.ts';
import type { Random } from '#shared/random.ts';
import { ok, type Result } from '#shared/result.ts';
import { createIds } from '../../identity/ids.ts';
import { createKeyPair } from '../../identity/key-pair.ts';
import { clientMigrations } from '../migrations/client-migrations.ts';
import type { OpenError } from '../open-error.ts';
import type { WallClock } from './client-context.ts';
import { createClientEngine } from './client-engine.ts';
import { putSalvaged } from './put-salvaged.ts';
import { replaceDamaged } from './replace-damaged.ts';
import { salvage } from './salvage.ts';

export interface RenewalOptions {
  /** The damaged database, which nobody has open. */
  readonly file: string;
  readonly serverId: ServerId;
  readonly deviceSeed: Uint8Array;
  readonly clock: WallClock;
  readonly random: Random;
  /** Whose this device is, where it is known: a linked one's key does not say so (P18). */
  readonly personId: PersonId | null;
}

export interface Renewed {
  readonly renewal: RenewedView;
  readonly commands: number;
  readonly events: number;
  readonly markers: number;
}

/**
 * Begins a new database with what could be read of the damaged one, which is kept beside it: everything else comes from the
 * server again. Step by step: whoever stops at one leaves either the damaged database or the new one with all of it.
 */
export function* renewalSteps(options: RenewalOptions): Generator<string, Result<Renewed, OpenError>> {
  const { file, serverId, clock } = options;
  const deviceKeys = createKeyPair(options.deviceSeed);
  const ids = createIds(serverId);
  const personId = options.personId ?? ids.personId(deviceKeys.publicKey);
  const salvaged = salvage(file, personId);
  yield 'salvaged';
  const { lostCommands } = salvaged;
  const replaced = yield* replaceDamaged({
    file,
    migrations: clientMigrations,
    now: clock.now(),
    fill: (db, aside) => {
      createClientEngine({ ...options, db, deviceKeys });
      db.transact(() => {
        putSalvaged(
          db,
          { owner: { personId }, ids },
          { salvaged, renewal: { file: aside, lostCommands, at: clock.now() } },
        );
      });
    },
  });
  if (!replaced.ok) return replaced;
  const { commands, events, markers } = salvaged;
  const renewal = { file: replaced.value, lostCommands };
  return ok({ renewal, commands: commands.length, events: events.length, markers: markers.length });
}
