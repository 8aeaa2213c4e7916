import { describe, expect, it } from 'vitest';
import { shownMembers } from '#renderer/state/room-members.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { buildPerson, jonas, mara, personIdOf } from '#test/main/terminal/builders.ts';

describe('the members of a room', () => {
  it('[T10] are shown and counted without who was removed or banned, and with who is not known yet', () => {
    const [priya, away, gone, unknown] = [personIdOf('w'), personIdOf('x'), personIdOf('y'), personIdOf('z')];
    const people = new Map(
      [
        buildPerson({ personId: mara }),
        buildPerson({ personId: jonas, standing: 'removed' }),
        buildPerson({ personId: priya, standing: 'banned' }),
        buildPerson({ personId: away, standing: 'deactivated' }),
        buildPerson({ personId: gone, role: 'server' }),
      ].map((person) => [person.personId, person]),
    );
    const memberIds = [mara, jonas, priya, away, gone, unknown];
    expect(shownMembers({ memberIds }, (personId: PersonId) => people.get(personId))).toEqual([mara, away, unknown]);
  });
});
