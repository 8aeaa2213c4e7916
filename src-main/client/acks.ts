import type { Clock } from '#shared/clock.ts';
import { limits } from '#shared/protocol/limits.ts';
import type { Position } from '#shared/protocol/position.ts';
import type { Acknowledgement, DeviceNotes } from '#shared/protocol/signal.ts';
import { createThrottle } from '#shared/throttle.ts';

/** Tells the server how far this device has the log on disk: at most once a second, the newest position only. */
export interface Acks {
  /** Committed, never before. */
  committed(position: Position): void;
  /** Something of this device is known, or is another now: told with the position. */
  noted(news: DeviceNotes): void;
  end(): void;
}

export interface AcksContext {
  readonly clock: Clock;
  /** As they stand when the session begins: told with its first position, whatever they are. */
  readonly notes: DeviceNotes;
}

export function createAcks({ clock, notes }: AcksContext, send: (ack: Acknowledgement) => void): Acks {
  let newest: Position | null = null;
  let untold = notes;
  const throttle = createThrottle(clock, limits.ackIntervalMs, () => {
    if (newest === null) return;
    send({ position: newest, ...untold });
    untold = {};
  });
  return {
    committed: (position) => {
      newest = position;
      throttle.ask();
    },
    noted: (news) => {
      untold = { ...untold, ...news };
      if (newest !== null) throttle.ask();
    },
    end: () => {
      throttle.cancel();
    },
  };
}
