import type { CheckStatus } from '#shared/ipc/server-status.ts';
import type { Logger } from '#shared/logger.ts';
import type { CheckOutcome } from '../check-database.ts';
import type { RunCareJob } from './run-care-job.ts';

/** What is known of whether a server's database is damaged, and what is done once it is. */
export interface DamageCheck {
  status(): CheckStatus;
  isDamaged(): boolean;
  /** Asks whether damage was met in use, and reads the database through where an unclean stop wants it, until that was possible. */
  look(): Promise<void>;
  /** Reads the database through now, since a copy of it came out damaged. */
  checkSource(): Promise<void>;
}

export interface DamageCheckOptions {
  readonly wasUnclean: boolean;
  readonly monotonic: () => number;
  readonly log: Logger;
  readonly run: RunCareJob;
  /** What damage was met in use, if any was: writing has stopped by then. */
  readonly damage: () => Promise<string | null>;
  /** The database was found damaged: from here on nothing may be promised. */
  readonly onDamaged: () => void;
  /** The database that an unclean stop left was found sound. */
  readonly onSound: () => void;
}

/** How soon a check is tried again that could not be made. */
const retryDelayMs = 5 * 60 * 1_000;

export function createDamageCheck(options: DamageCheckOptions): DamageCheck {
  const { wasUnclean, monotonic, log, run, damage, onDamaged, onSound } = options;
  let status: CheckStatus = { type: wasUnclean ? 'running' : 'not_needed' };
  let dueAt = wasUnclean ? -Infinity : Infinity;

  async function readThrough(): Promise<CheckOutcome> {
    const found = await run('check').catch((error: unknown): CheckOutcome => {
      log.error('The thread of a check failed.', { error: String(error) });
      return { type: 'failed', code: 'THREAD' };
    });
    if (found.type === 'damaged' && noteDamage(found.finding)) onDamaged();
    return found;
  }

  /** Whether it is news. */
  function noteDamage(finding: string): boolean {
    if (status.type === 'damaged') return false;
    status = { type: 'damaged', finding };
    log.error('The database is damaged. Nothing more is taken; restore a backup, or start the server again.', {
      finding,
    });
    return true;
  }

  async function checkUnclean(): Promise<void> {
    dueAt = Infinity;
    const found = await readThrough();
    // Damage may have been met in use meanwhile.
    if (found.type === 'damaged' || status.type === 'damaged') return;
    status = found;
    if (found.type === 'sound') {
      log.info('A stop was unclean. The database was checked and is sound.');
      onSound();
    } else {
      dueAt = monotonic() + retryDelayMs;
      log.warn('The database could not be checked. It is tried again.', { code: found.code });
    }
  }

  return {
    status: () => status,
    isDamaged: () => status.type === 'damaged',
    look: async () => {
      if (status.type === 'damaged') return;
      const met = await damage();
      if (met !== null) noteDamage(met);
      else if (monotonic() >= dueAt) await checkUnclean();
    },
    checkSource: async () => {
      await readThrough();
    },
  };
}
