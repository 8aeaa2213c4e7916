import type { RestoredDatabase } from '#shared/ipc/server-status.ts';
import type { Logger } from '#shared/logger.ts';
import type { Random } from '#shared/random.ts';
import { ok, type Result } from '#shared/result.ts';
import type { ServerIdentity } from '../../identity/server-identity.ts';
import { furtherBackups } from '../backups/further-backups.ts';
import { restoreNewest, type RestoreProblem } from '../backups/restore-backup.ts';
import type { EngineClock } from './transactions.ts';

export interface ReplaceOptions {
  /** The data folder, taken for this process alone. */
  readonly folder: string;
  readonly clock: EngineClock;
  readonly random: Random;
  readonly log: Logger;
}

/** A backup takes the place of what is damaged or lost; where none can, nothing has changed. */
export function replaceDamaged(
  { folder, clock, random, log }: ReplaceOptions,
  identity: ServerIdentity,
): Result<RestoredDatabase, RestoreProblem> {
  const restored = restoreNewest({ folder, identity, reason: 'damaged', clock, random, log });
  if (!restored.ok) {
    // That there is none is said by the error of opening.
    if (restored.error.type !== 'backup_none') {
      log.error('A backup could not take the place of the damaged database.', { reason: restored.error.type, folder });
    }
    return restored;
  }
  const { from, aside } = restored.value;
  log.error(
    aside === null
      ? 'The database was gone. A backup has taken its place.'
      : 'The database was damaged. It was set aside, and a backup has taken its place.',
    { from, aside },
  );
  return ok({ from, aside, why: 'damaged' });
}

/**
 * A backup that goes on where the log ends takes its place (H1): what the log lacks may be on no device any more, and once it has
 * gone on in another epoch nothing looks there. Null where there is none.
 */
export function replaceBehind(
  { folder, clock, random, log }: ReplaceOptions,
  identity: ServerIdentity,
): Result<RestoredDatabase, RestoreProblem> | null {
  const further = furtherBackups(folder);
  if (further.length === 0) return null;
  const restored = restoreNewest({ folder, identity, reason: 'before-restore', clock, random, log }, further);
  if (!restored.ok) {
    log.error('A backup that holds more could not take the place of the database.', { reason: restored.error.type });
    return restored;
  }
  const { from, aside } = restored.value;
  const sentence = 'The database lacked what a backup holds. It was set aside, and the backup has taken its place.';
  log.error(sentence, { from, aside });
  return ok({ from, aside, why: 'behind' });
}
