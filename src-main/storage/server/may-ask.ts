import type { PersonId } from '#shared/domain/ids.ts';
import { isAllowed, type Action } from '#shared/domain/permission.ts';
import type { ServerTables } from './server-tables.ts';

/** Whether the person may come in and is of a role to which this is answered (T9). */
export function mayAsk({ people }: Pick<ServerTables, 'people'>, personId: PersonId, action: Action): boolean {
  const person = people.byId(personId)?.person;
  return person !== undefined && person.standing === 'active' && isAllowed(person.role, action);
}
