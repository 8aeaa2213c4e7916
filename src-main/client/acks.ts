import type { Clock } from '#shared/clock.ts';
import type { HoleCounts } from '#shared/ipc/device-diagnostics.ts';
import { limits } from '#shared/protocol/limits.ts';
import type { Position } from '#shared/protocol/position.ts';
import type { Acknowledgement } from '#shared/protocol/signal.ts';
import { createThrottle } from '#shared/throttle.ts';

/** Tells the server how far this device has the log on disk: at most once a second, the newest position only. */
export interface Acks {
  /** Committed, never before. */
  committed(position: Position): void;
  /** A hole was found or mended (D8): told with the position. */
  counted(holes: HoleCounts): void;
  end(): void;
}

export interface AcksContext {
  readonly clock: Clock;
  /** As they stand when the session begins. */
  readonly holes: HoleCounts;
}

export function createAcks({ clock, holes: first }: AcksContext, send: (ack: Acknowledgement) => void): Acks {
  let newest: Position | null = null;
  let holes = first;
  const throttle = createThrottle(clock, limits.ackIntervalMs, () => {
    // A device that never had one says nothing of them.
    if (newest !== null) send(holes.found === 0 ? { position: newest } : { position: newest, holes });
  });
  return {
    committed: (position) => {
      newest = position;
      throttle.ask();
    },
    counted: (counts) => {
      holes = counts;
      if (newest !== null) throttle.ask();
    },
    end: () => {
      throttle.cancel();
    },
  };
}
