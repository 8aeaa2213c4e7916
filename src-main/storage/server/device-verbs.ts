import { nameKey, parseName } from '#shared/domain/name.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { isPresent } from '#shared/domain/person.ts';
import type { DeviceNote } from './device-table.ts';
import type { EngineContext } from './engine-context.ts';

/** Who is called so, or so that it is the same (T8), and may be written to; null where nobody is. */
export function findNamed({ tables, latestClock }: EngineContext, displayName: string): PersonId | null {
  const name = parseName(displayName);
  if (!name.ok) return null;
  const holders = tables.people.nameHolders(nameKey(name.value), latestClock());
  const people = holders.flatMap((personId) => tables.people.byId(personId)?.person ?? []).filter(isPresent);
  const exact = people.find(({ displayName: held }) => held === name.value);
  return (exact ?? people[0])?.personId ?? null;
}

/** Stores what devices say of themselves, and when they were last here. */
export function noteDevices({ tables, transactions }: EngineContext, notes: readonly DeviceNote[]): void {
  transactions.runRelaxed(() => {
    for (const note of notes) tables.devices.note(note);
  });
}
