import type { PersonId } from '#shared/domain/ids.ts';
import type { PresenceState } from '#shared/domain/presence.ts';

/** A person of whom there may be something to tell now that a batch is due. */
export interface PresenceChange {
  readonly personId: PersonId;
  /** Those who heard of the first change at once have not heard how it ended. */
  readonly isForLookers: boolean;
  /** The person is not as at the last batch. */
  readonly isForOthers: boolean;
}

/** What has changed since the last batch. Whoever flaps to and fro costs no more than one who changed once. */
export interface PresenceChanges {
  /** `before` is null where it is to be told however the person is. Returns whether it is the first of this batch. */
  note(personId: PersonId, before: PresenceState | null): boolean;
  take(): PresenceChange[];
}

interface Noted {
  before: PresenceState | null;
  /** What was told at once; null where more has to be told whatever it was. */
  shown: PresenceState | null;
}

export function createPresenceChanges(options: { stateOf: (personId: PersonId) => PresenceState }): PresenceChanges {
  const { stateOf } = options;
  let noted = new Map<PersonId, Noted>();

  return {
    note: (personId, before) => {
      const known = noted.get(personId);
      if (known === undefined) noted.set(personId, { before, shown: stateOf(personId) });
      else if (before === null) [known.before, known.shown] = [null, null];
      return known === undefined;
    },
    take: () => {
      const taken = noted;
      noted = new Map();
      return [...taken].map(([personId, { before, shown }]) => {
        const state = stateOf(personId);
        return { personId, isForLookers: state !== shown, isForOthers: state !== before };
      });
    },
  };
}
