import type { Clock } from '#shared/clock.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { AppendedBatch } from './append-queue.ts';
import { createKeyedPace } from './keyed-pace.ts';
import { ownerOf } from './session-state.ts';
import { perHour } from './token-bucket.ts';

/** How many rooms a person makes (D14): what everybody in them keeps for good. Frames that make none have no pace here. */
export interface RoomPace {
  /** Milliseconds until the frame may go to the log; 0 where it may now. */
  waitMs(personId: PersonId, frame: string): number;
  /** It goes to the log. */
  take(personId: PersonId, frame: string): void;
  /** Gives back what was taken by those of a batch that made no room: they were refused, or it was there. */
  settle(batch: Pick<AppendedBatch, 'commands' | 'result'>): void;
}

export interface RoomPaceOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly limits: Pick<Limits, 'maxRoomsPerHour' | 'maxRoomBurst'>;
}

export function createRoomPace({ clock, limits }: RoomPaceOptions): RoomPace {
  const pace = createKeyedPace(clock, perHour(limits.maxRoomsPerHour, limits.maxRoomBurst));
  return {
    waitMs: (personId, frame) => (mayMakeRoom(frame) ? pace.waitMs(personId) : 0),
    take: (personId, frame) => {
      if (mayMakeRoom(frame)) pace.take(personId);
    },
    settle: ({ commands, result }) => {
      for (const [index, { session, item }] of commands.entries()) {
        const outcome = result.outcomes[index];
        const isMade = outcome?.type === 'accepted' && outcome.event !== null;
        const owner = ownerOf(session.state);
        if (!isMade && owner !== null && mayMakeRoom(item.frame)) pace.giveBack(owner.personId);
      }
    },
  };
}

/** The frame is unread; in canonical JSON no text that somebody wrote holds a quote as it is. */
function mayMakeRoom(frame: string): boolean {
  return frame.includes('"kind":"direct.open"') || frame.includes('"kind":"room.create"');
}
