import type { Clock } from '#shared/clock.ts';
import type { RoomId } from '#shared/domain/ids.ts';
import { limits } from '#shared/protocol/limits.ts';
import { createThrottle } from '#shared/throttle.ts';

/** Tells the server where the person at this device types, no more often than it listens; the last word counts (P21). */
export interface OwnTyping {
  set(roomId: RoomId, isTyping: boolean): void;
  /** A message goes out, which says that the typing is over: nothing older may come behind it. */
  sent(roomId: RoomId): void;
  end(): void;
}

export interface OwnTypingContext {
  readonly clock: Clock;
  readonly send: (roomId: RoomId, isTyping: boolean) => void;
}

export function createOwnTyping({ clock, send }: OwnTypingContext): OwnTyping {
  const untold = new Map<RoomId, boolean>();
  const throttle = createThrottle(clock, 1_000 / limits.maxTypingSignalsPerSecond, tellNext);

  function tellNext(): void {
    const [next] = untold;
    if (next === undefined) return;
    untold.delete(next[0]);
    send(...next);
    if (untold.size > 0) throttle.ask();
  }

  return {
    set: (roomId, isTyping) => {
      untold.set(roomId, isTyping);
      throttle.ask();
    },
    sent: (roomId) => {
      untold.delete(roomId);
    },
    end: throttle.cancel,
  };
}
