import type { Clock } from '#shared/clock.ts';
import type { CommandKind } from '#shared/domain/command.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { AppendedBatch } from './append-queue.ts';
import { createKeyedPace } from './keyed-pace.ts';
import type { ServerCounters } from './server-counters.ts';
import { ownerOf } from './session-state.ts';
import { perHour } from './token-bucket.ts';

/**
 * How often a person does what everybody has for good (D14): makes rooms, which whoever is in them keeps, and names them, of which
 * the audit holds each. Frames that do none of it have no pace here.
 */
export interface ActPaces {
  /** How long the frame has to wait, and as what it counts; null where it may go to the log now. */
  waitOf(personId: PersonId, frame: string): ActWait | null;
  /** It goes to the log. */
  take(personId: PersonId, frame: string): void;
  /** Gives back what was taken by those of a batch that did nothing: they were refused, or it was so already. */
  settle(batch: Pick<AppendedBatch, 'commands' | 'result'>): void;
}

export interface ActWait {
  readonly ms: number;
  readonly counter: keyof ServerCounters;
}

export interface ActPacesOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly limits: Pick<Limits, 'maxRoomsPerHour' | 'maxRoomBurst' | 'maxRenamesPerHour' | 'maxRenameBurst'>;
}

export function createActPaces({ clock, limits }: ActPacesOptions): ActPaces {
  const paces = [
    {
      kinds: kindsOf('direct.open', 'room.create'),
      pace: createKeyedPace(clock, perHour(limits.maxRoomsPerHour, limits.maxRoomBurst)),
      counter: 'commandsBeyondRooms',
    },
    {
      kinds: kindsOf('room.rename', 'room.setTopic'),
      pace: createKeyedPace(clock, perHour(limits.maxRenamesPerHour, limits.maxRenameBurst)),
      counter: 'commandsBeyondRenames',
    },
  ] as const;
  const find = (frame: string) => paces.find(({ kinds }) => kinds.some((kind) => frame.includes(kind)));
  return {
    waitOf: (personId, frame) => {
      const found = find(frame);
      const ms = found?.pace.waitMs(personId) ?? 0;
      return found === undefined || ms === 0 ? null : { ms, counter: found.counter };
    },
    take: (personId, frame) => {
      find(frame)?.pace.take(personId);
    },
    settle: ({ commands, result }) => {
      for (const [index, { session, item }] of commands.entries()) {
        const outcome = result.outcomes[index];
        const isDone = outcome?.type === 'accepted' && outcome.event !== null;
        const owner = ownerOf(session.state);
        if (!isDone && owner !== null) find(item.frame)?.pace.giveBack(owner.personId);
      }
    },
  };
}

/** The frame is unread; in canonical JSON no text that somebody wrote holds a quote as it is. */
function kindsOf(...kinds: readonly CommandKind[]): readonly string[] {
  return kinds.map((kind) => `"kind":"${kind}"`);
}
