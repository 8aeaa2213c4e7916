import type { AppendItem, AppendOutcome } from '../storage/event-log.ts';
import type { KeyedPace } from './keyed-pace.ts';
import type { Knocks } from './knocks.ts';
import type { ServerCounters } from './server-counters.ts';
import type { Session } from './session.ts';

/** What a refusal means for who is at the door (T6, T7). */
export interface DoorAnswers {
  /** Whether the command waits at the door from now on, in place of being answered. */
  isHeld(origin: Session, item: AppendItem, refused: Extract<AppendOutcome, { type: 'refused' }>): boolean;
}

export interface DoorAnswersOptions {
  readonly knocks: Pick<Knocks, 'hold'>;
  /** Invites that were none, by address. */
  readonly guesses: Pick<KeyedPace, 'take'>;
  readonly counters: ServerCounters;
}

export function createDoorAnswers({ knocks, guesses, counters }: DoorAnswersOptions): DoorAnswers {
  return {
    isHeld: (origin, item, { entry }) => {
      if (entry === 'invite') {
        counters.inviteGuesses += 1;
        guesses.take(origin.connection.remoteAddress);
      }
      if (entry !== 'knock' || origin.state.type !== 'pending' || !knocks.hold(origin, item)) return false;
      counters.knocks += 1;
      return true;
    },
  };
}
