import { rmSync } from 'node:fs';
import type { ServerId } from '#shared/domain/ids.ts';
import type { RenewedView } from '#shared/ipc/chat-view.ts';
import type { Random } from '#shared/random.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { createIds } from '../../identity/ids.ts';
import { createKeyPair } from '../../identity/key-pair.ts';
import { decideRestore, freeSuffix } from '../backups/complete-restore.ts';
import { formatFileTime } from '../file-time.ts';
import { clientMigrations } from '../migrations/client-migrations.ts';
import { openDatabase } from '../open-database.ts';
import type { OpenError } from '../open-error.ts';
import { databaseEnds } from '../server/server-files.ts';
import { openErrorOf } from '../sqlite-failure.ts';
import type { WallClock } from './client-context.ts';
import { createClientEngine } from './client-engine.ts';
import { putSalvaged } from './put-salvaged.ts';
import { salvage, type Salvaged } from './salvage.ts';

export interface RenewalOptions {
  /** The damaged database, which nobody has open. */
  readonly file: string;
  readonly serverId: ServerId;
  readonly deviceSeed: Uint8Array;
  readonly clock: WallClock;
  readonly random: Random;
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
  const { file, serverId, deviceSeed, clock } = options;
  const draft = `${file}.draft`;
  const now = clock.now();
  try {
    dropDraft(draft);
    const me = createIds(serverId).personId(createKeyPair(deviceSeed).publicKey);
    const salvaged = salvage(file, me);
    yield 'salvaged';
    const { lostCommands } = salvaged;
    const renewal = { file: `${file}.${freeSuffix(file, `damaged-${formatFileTime(now)}`)}`, lostCommands };
    const begun = begin(options, draft, { salvaged, renewal });
    if (!begun.ok) return begun;
    yield 'prepared';
    yield* decideRestore(draft, { file, reason: 'damaged', now });
    const { commands, events, markers } = salvaged;
    return ok({ renewal, commands: commands.length, events: events.length, markers: markers.length });
  } catch (error) {
    return err(openErrorOf(error, file));
  } finally {
    dropDraft(draft);
  }
}

/** The draft is whole in one file before it gets another name; throws where that cannot be. */
function begin(
  { serverId, deviceSeed, clock, random }: RenewalOptions,
  draft: string,
  found: { readonly salvaged: Salvaged; readonly renewal: RenewedView },
): Result<null, OpenError> {
  const opened = openDatabase(draft, clientMigrations);
  if (!opened.ok) return opened;
  const db = opened.value;
  try {
    const deviceKeys = createKeyPair(deviceSeed);
    const ids = createIds(serverId);
    createClientEngine({ db, serverId, deviceKeys, clock, random });
    db.transact(() => {
      putSalvaged(db, { owner: { personId: ids.personId(deviceKeys.publicKey) }, ids }, found);
    });
    db.runScript('PRAGMA journal_mode = DELETE');
    return ok(null);
  } finally {
    db.close();
  }
}

function dropDraft(draft: string): void {
  for (const end of databaseEnds) rmSync(draft + end, { force: true });
}
