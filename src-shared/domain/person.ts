import type { PersonId } from './ids.ts';
import type { Name } from './name.ts';
import type { Role } from './role.ts';

/** Somebody a server let in; a person is known by keys, never by the name (P18). */
export interface Person {
  readonly personId: PersonId;
  readonly displayName: Name;
  readonly role: Role;
  readonly isRemoved: boolean;
}
