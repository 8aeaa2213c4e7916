import type { Clock } from '#shared/clock.ts';
import type { PersonId } from '#shared/domain/ids.ts';

/** Groups of listeners too large to tell one by one: whatever changed is gathered by group and told to all of it alike. */
export interface PresenceCrowds<Key> {
  /** This crowd is to hear of the person with the next `tellAll`. */
  note(key: Key, personId: PersonId): void;
  /** The same, but at once where the crowd has heard nothing for an interval. */
  noteNow(key: Key, personId: PersonId): void;
  tellAll(): void;
}

export interface PresenceCrowdsOptions<Key> {
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly tell: (key: Key, people: ReadonlySet<PersonId>) => void;
}

export function createPresenceCrowds<Key>({
  clock,
  intervalMs,
  tell,
}: PresenceCrowdsOptions<Key>): PresenceCrowds<Key> {
  let noted = new Map<Key, Set<PersonId>>();
  const toldAt = new Map<Key, number>();

  function note(key: Key, personId: PersonId): void {
    const people = noted.get(key);
    if (people === undefined) noted.set(key, new Set([personId]));
    else people.add(personId);
  }

  function tellOne(key: Key, people: ReadonlySet<PersonId>): void {
    toldAt.set(key, clock.monotonic());
    tell(key, people);
  }

  return {
    note,
    noteNow: (key, personId) => {
      const last = toldAt.get(key);
      if (last === undefined || clock.monotonic() - last >= intervalMs) tellOne(key, new Set([personId]));
      else note(key, personId);
    },
    tellAll: () => {
      const told = noted;
      noted = new Map();
      for (const [key, at] of toldAt) if (clock.monotonic() - at >= intervalMs) toldAt.delete(key);
      for (const [key, people] of told) tellOne(key, people);
    },
  };
}
