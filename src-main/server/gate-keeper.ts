import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { Logger } from '#shared/logger.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { EventLog, Gate, GateOpening } from '../storage/event-log.ts';

/** Opens the gate of an epoch once enough has come back, and not before everybody had the time to come (H3). */
export interface GateKeeper {
  /** A device has given all it holds. */
  healed(): void;
  /** A device has given something: it may be the last that was missing, and the device gone before it can say that it has no more. */
  given(): void;
  /** The host says go on; false where the gate is open already. */
  goOn(): Promise<boolean>;
  stop(): void;
}

export interface GateKeeperOptions {
  readonly log: Pick<EventLog, 'openGate'>;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'gatheringMs' | 'lateGatheringMs'>;
  readonly logger: Logger;
  readonly onOpened: () => void;
}

export function createGateKeeper({ log, gate, clock, limits, logger, onOpened }: GateKeeperOptions): GateKeeper {
  let isGathering = false;
  /** What it may open for by now; null while the others are on their way. */
  let opening: Exclude<GateOpening, 'host'> | null = null;
  let cancelTimer: CancelTimer = () => undefined;
  let isLookingAgain = false;
  /** What a device gave can be answered behind the stop, by a log that is closed. */
  let isStopped = false;

  /** The others of the office are on their way once the first has come, and not before. */
  function gather(): void {
    isGathering = true;
    cancelTimer = clock.after(limits.gatheringMs, () => {
      cancelTimer = clock.after(limits.lateGatheringMs - limits.gatheringMs, () => {
        opening = 'late';
        healed();
      });
      opening = 'healed';
      healed();
    });
  }

  async function open(why: GateOpening): Promise<boolean> {
    const isOpened = await log.openGate(why);
    if (isOpened) {
      cancelTimer();
      onOpened();
    }
    return isOpened;
  }

  function healed(): void {
    if (gate !== 'closed' || isStopped) return;
    if (!isGathering) gather();
    if (opening === null) return;
    open(opening).catch((error: unknown) => {
      logger.error('The gate could not be opened.', { error: String(error) });
      lookAgain();
    });
  }

  /** Once in a while, for all is counted anew each time; before it is late the gathering looks by itself. */
  function lookAgain(): void {
    if (opening !== 'late' || isLookingAgain || isStopped) return;
    isLookingAgain = true;
    cancelTimer = clock.after(limits.gatheringMs, () => {
      isLookingAgain = false;
      healed();
    });
  }

  return {
    healed,
    given: lookAgain,
    goOn: () => open('host'),
    stop: () => {
      isStopped = true;
      cancelTimer();
    },
  };
}
