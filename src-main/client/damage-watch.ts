import type { Clock } from '#shared/clock.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { Logger } from '#shared/logger.ts';
import type { ClientStorage } from '../storage/client-storage.ts';

export interface DamageWatchContext {
  readonly storage: Pick<ClientStorage, 'checkUnclean' | 'onDamaged'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Opening the database again begins anew with what can be read of it. */
  readonly reopen: (serverId: ServerId) => Promise<void>;
}

export interface DamageWatch {
  /** Everything is open: what an unclean stop had left is checked soon. */
  start(): void;
  stop(): void;
}

/** The first screen comes first. */
const checkAfterMs = 2_000;

/** Has a server opened again in whose database damage shows, by use or by a check; once, in case the disk is at fault. */
export function watchForDamage({ storage, clock, log, reopen }: DamageWatchContext): DamageWatch {
  const reopened = new Set<ServerId>();
  let cancel = (): void => undefined;

  async function mend(serverId: ServerId): Promise<void> {
    if (reopened.has(serverId)) return;
    reopened.add(serverId);
    await reopen(serverId);
  }

  async function check(): Promise<void> {
    for (const serverId of await storage.checkUnclean()) await mend(serverId);
  }

  const failed = (error: unknown): void => {
    log.warn('What is kept of a server could not be checked or begun anew.', { error: String(error) });
  };
  storage.onDamaged((serverId) => {
    mend(serverId).catch(failed);
  });
  return {
    start: () => {
      cancel = clock.after(checkAfterMs, () => {
        check().catch(failed);
      });
    },
    stop: () => {
      cancel();
    },
  };
}
