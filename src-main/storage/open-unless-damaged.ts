import type { Logger } from '#shared/logger.ts';
import { err, type Result } from '#shared/result.ts';
import { checkAtRest, type LookForDamage } from './check-database.ts';
import type { OpenError } from './open-error.ts';

/** A database to be opened, and how it is read through where that fails. */
export interface CarefulOpening<Opened> {
  /** The database, which nobody has open. */
  readonly file: string;
  readonly open: () => Result<Opened, OpenError>;
  readonly look?: LookForDamage;
  readonly log: Logger;
}

/** How often it is opened: a disk that fails now and then is not waited for without end. */
const attempts = 3;

/**
 * Opens a database, and calls it damaged only when it was read through and found so: whoever hears `database_corrupt` puts
 * another in its place. Where the disk does not give it, it is opened again, and then left for somebody who sees to the disk.
 */
export function openUnlessDamaged<Opened>({
  file,
  open,
  look,
  log,
}: CarefulOpening<Opened>): Result<Opened, OpenError> {
  let opened = open();
  for (let count = 1; !opened.ok; count += 1) {
    const { error } = opened;
    if (error.type !== 'database_corrupt' && error.type !== 'database_unreadable') break;
    log.debug('A database is damaged, or its disk did not give it. It is read through.', { file, reason: error.type });
    const found = checkAtRest(file, look);
    if (found.type === 'damaged') return err({ type: 'database_corrupt', file });
    log.warn('The disk did not give a database that is not damaged. See to the disk.', { file, ...found });
    if (count === attempts) {
      const code = found.type === 'failed' ? found.code : 'code' in error ? error.code : 'SQLITE_CORRUPT';
      return err({ type: 'database_unreadable', file, code });
    }
    opened = open();
  }
  return opened;
}
