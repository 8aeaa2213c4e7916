import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { HealedView } from '#shared/ipc/healed-view.ts';
import type { ClientStore } from '../storage/client-store.ts';
import { askWhatCameBack } from './ask-what-came-back.ts';
import type { Asking } from './requests.ts';

/** Learns what came back of what the server lost, and again while more may come and the person has not seen it (H7). */
export interface HealingWatch {
  start(): void;
  end(): void;
}

export interface HealingWatchContext {
  readonly store: Pick<ClientStore, 'load' | 'healingTold'>;
  readonly clock: Clock;
  readonly requests: Asking;
  /** Null: there is nothing to tell. */
  readonly onHealed: (healed: HealedView | null) => void;
  readonly onFailed: (error: unknown) => void;
}

/** Anybody who connects may bring more; a sentence on the screen need not be newer than this. */
const againMs = 60_000;

export function createHealingWatch({ store, clock, requests, ...on }: HealingWatchContext): HealingWatch {
  let isEnded = false;
  let cancelTimer: CancelTimer = () => undefined;

  async function look(): Promise<void> {
    const healed = await askWhatCameBack(requests);
    const { isHealingUntold } = await store.load();
    if (isEnded || !isHealingUntold) return;
    if (healed !== null && isNothing(healed)) {
      await store.healingTold();
      on.onHealed(null);
      return;
    }
    if (healed !== null) on.onHealed(healed);
    if (healed === null || healed.missing + healed.closedRooms > 0) cancelTimer = clock.after(againMs, start);
  }

  function start(): void {
    look().catch(on.onFailed);
  }

  return {
    start,
    end: () => {
      isEnded = true;
      cancelTimer();
    },
  };
}

function isNothing({ returned, missing, closedRooms }: HealedView): boolean {
  return returned + missing + closedRooms === 0;
}
