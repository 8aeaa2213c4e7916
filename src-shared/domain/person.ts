import type { PersonId } from './ids.ts';
import type { Name } from './name.ts';
import type { Role } from './role.ts';
import { isOut, type Standing } from './standing.ts';

/** Somebody a server let in; a person is known by keys, never by the name (P18). */
export interface Person {
  readonly personId: PersonId;
  readonly displayName: Name;
  readonly role: Role;
  readonly standing: Standing;
  /** Since when, by the server's clock, in milliseconds; 0 for who was always so. */
  readonly standingSince: number;
}

/** Whether this is somebody who can be written to and brought into rooms; people who are deactivated can, and find it later. */
export function isPresent<Known extends Pick<Person, 'role' | 'standing'>>(person: Known | null): person is Known {
  return person !== null && !isOut(person.standing) && person.role !== 'server';
}
