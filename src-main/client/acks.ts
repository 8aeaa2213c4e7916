import type { Clock } from '#shared/clock.ts';
import { limits } from '#shared/protocol/limits.ts';
import type { Position } from '#shared/protocol/position.ts';
import { createThrottle } from '#shared/throttle.ts';

/** Tells the server how far this device has the log on disk: at most once a second, the newest position only. */
export interface Acks {
  /** Committed, never before. */
  committed(position: Position): void;
  end(): void;
}

export function createAcks(clock: Clock, send: (position: Position) => void): Acks {
  let newest: Position | null = null;
  const throttle = createThrottle(clock, limits.ackIntervalMs, () => {
    if (newest !== null) send(newest);
    newest = null;
  });
  return {
    committed: (position) => {
      newest = position;
      throttle.ask();
    },
    end: () => {
      throttle.cancel();
    },
  };
}
