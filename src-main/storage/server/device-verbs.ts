import { nameKey, parseName } from '#shared/domain/name.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { readWallClock } from '#shared/domain/wall-clock.ts';
import { isAllowedTo } from '#shared/domain/permission.ts';
import { isPresent } from '#shared/domain/person.ts';
import type { RequestError } from '#shared/protocol/request.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { DeviceNote, ListedDevice } from './device-table.ts';
import type { EngineContext } from './engine-context.ts';

/** Those that may come in, the first ones first; somebody else's to whoever may put them out (T9). */
export function listDevices(
  { tables }: EngineContext,
  asker: PersonId,
  personId: PersonId,
): Result<readonly ListedDevice[], RequestError> {
  const action = 'device.revoke';
  const role = (id: PersonId) => tables.people.byId(id)?.person.role ?? 'server';
  const isShown = asker === personId || isAllowedTo(role(asker), action, role(personId));
  return isShown ? ok(tables.devices.listed(personId)) : err({ type: 'not_allowed', action });
}

/** Who is called so, or so that it is the same (T8), and may be written to; null where nobody is. */
export function findNamed({ tables, clock }: EngineContext, displayName: string): PersonId | null {
  const name = parseName(displayName);
  if (!name.ok) return null;
  const holders = tables.people.nameHolders(nameKey(name.value), readWallClock(clock));
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
