import { canGive, isAllowed } from './permission.ts';
import type { Person } from './person.ts';
import type { PersonRole } from './role.ts';

/** Whether what somebody gave others, to come in by later, holds: they may come in themselves, and could give it now. */
export function canStillGive(
  giver: Pick<Person, 'role' | 'standing'> | null,
  action: 'invite.create' | 'knock.accept',
  given: PersonRole,
): boolean {
  return giver?.standing === 'active' && isAllowed(giver.role, action) && canGive(giver.role, given);
}
