import type { Clock } from '#shared/clock.ts';
import type { CommandKind } from '#shared/domain/command.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import type { AppendResult } from '../storage/event-log.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import { createKeyedPace } from './keyed-pace.ts';
import type { ServerCounters } from './server-counters.ts';
import { perHour } from './token-bucket.ts';

/**
 * How often a person does what everybody has for good (D14): makes rooms, which whoever is in them keeps, and names them, of which
 * the audit holds each. Frames that do none of it have no pace here.
 */
export interface ActPaces {
  /** Null where the frame is nothing of this. */
  find(personId: PersonId, frame: string): Act | null;
}

/** Something that a person wants to do, in their pace. */
export interface Act {
  /** Milliseconds until it may go to the log; 0: now. */
  readonly waitMs: number;
  /** As what it counts where it has to wait. */
  readonly counter: keyof ServerCounters;
  /** It goes to the log. */
  take(): void;
  /** It did nothing: it was refused, or it was so already. */
  giveBack(): void;
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
  return {
    find: (personId, frame) => {
      const found = paces.find(({ kinds }) => kinds.some((kind) => frame.includes(kind)));
      if (found === undefined) return null;
      const { pace, counter } = found;
      return {
        waitMs: pace.waitMs(personId),
        counter,
        take: () => {
          pace.take(personId);
        },
        giveBack: () => {
          pace.giveBack(personId);
        },
      };
    },
  };
}

interface Settled {
  readonly commands: readonly { readonly act?: Act | null }[];
  readonly result: AppendResult;
}

/** Gives back what was taken by those of a batch that did nothing, whoever is still connected. */
export function settleActs({ commands, result }: Settled): void {
  for (const [index, { act }] of commands.entries()) {
    const outcome = result.outcomes[index];
    const isDone = outcome?.type === 'accepted' && outcome.event !== null;
    if (!isDone) act?.giveBack();
  }
}

/** The frame is unread; in canonical JSON no text that somebody wrote holds a quote as it is. */
function kindsOf(...kinds: readonly CommandKind[]): readonly string[] {
  return kinds.map((kind) => `"kind":"${kind}"`);
}
