import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { Logger } from '#shared/logger.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { EventLog, Gate, GateOpening } from '../storage/event-log.ts';

/** Opens the gate of an epoch once enough has come back, and not before everybody had the time to come (H3). */
export interface GateKeeper {
  /** A device has given all it holds. */
  healed(): void;
  /** The host says go on; false where the gate is open already. */
  goOn(): Promise<boolean>;
  stop(): void;
}

export interface GateKeeperOptions {
  readonly log: Pick<EventLog, 'openGate'>;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'gatheringMs'>;
  readonly logger: Logger;
  readonly onOpened: () => void;
}

export function createGateKeeper({ log, gate, clock, limits, logger, onOpened }: GateKeeperOptions): GateKeeper {
  let gathering: 'not begun' | 'begun' | 'over' = 'not begun';
  let cancelTimer: CancelTimer = () => undefined;

  /** The others of the office are on their way once the first has come, and not before. */
  function gather(): void {
    gathering = 'begun';
    cancelTimer = clock.after(limits.gatheringMs, () => {
      gathering = 'over';
      healed();
    });
  }

  async function open(opening: GateOpening): Promise<boolean> {
    const isOpened = await log.openGate(opening);
    if (isOpened) onOpened();
    return isOpened;
  }

  function healed(): void {
    if (gate !== 'closed') return;
    if (gathering === 'not begun') gather();
    if (gathering !== 'over') return;
    open('healed').catch((error: unknown) => {
      logger.error('The gate could not be opened.', { error: String(error) });
    });
  }

  return {
    healed,
    goOn: () => open('host'),
    stop: () => {
      cancelTimer();
    },
  };
}
