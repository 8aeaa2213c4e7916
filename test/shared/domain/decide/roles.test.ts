import { describe, expect, it } from 'vitest';
import type { Role } from '#shared/domain/role.ts';
import { roleSchema } from '#shared/domain/role.ts';
import { standingSchema, undoableMs, type Standing } from '#shared/domain/standing.ts';
import { serverStream } from '#shared/domain/stream.ts';
import { createMemoryRooms } from '#test/support/memory-rooms.ts';
import { commandOf } from '#test/support/sample-commands.ts';
import { personIdOf } from '#test/support/sample-ids.ts';

const roles = roleSchema.options;
const givable = ['owner', 'moderator', 'member', 'guest'] as const;
const isNews = { ok: true, value: { stream: serverStream } };
const isSoAlready = { ok: true, value: { stream: null } };
const refused = (type: string, more: object = {}) => ({ ok: false, error: { type, ...more } });

/** The author is 1, whom it is about 2, and there is an owner besides. */
function setupPair(author: Role, other: Role, standing: Standing = 'active') {
  const state = createMemoryRooms();
  state.addPerson(7, { role: 'owner', name: 'Boss' });
  state.addPerson(1, { role: author });
  state.addPerson(2, { role: other, standing, standingSince: state.now() });
  return {
    state,
    setRole: (role: (typeof givable)[number], number = 2) =>
      state.decideFor(personIdOf(1), commandOf('person.setRole', { personId: personIdOf(number), role })),
    setStanding: (next: Standing, number = 2) =>
      state.decideFor(personIdOf(1), commandOf('person.setStanding', { personId: personIdOf(number), standing: next })),
  };
}

/** Written down a second time, beside the code that is proved: whom each may act on. */
const below: Readonly<Record<Role, readonly Role[]>> = {
  owner: ['owner', 'moderator', 'member', 'guest'],
  moderator: ['member', 'guest'],
  member: [],
  guest: [],
  server: ['owner', 'moderator', 'member', 'guest'],
};

const pairs = roles.flatMap((author) => roles.map((other) => ({ author, other })));

describe.each(pairs)('what a $author may do to a $other', ({ author, other }) => {
  it('[T9] with the role, is what the ladder says', () => {
    const given = givable.filter((role) => {
      const verdict = setupPair(author, other).setRole(role);
      return verdict.ok && verdict.value.stream !== null;
    });
    const may = below[author].includes(other);
    expect(given).toEqual(may ? givable.filter((role) => role !== other && below[author].includes(role)) : []);
  });

  it.each(standingSchema.options.filter((standing) => standing !== 'active'))(
    '[T9, T10] with the standing, to %s and back, is what the ladder says',
    (standing) => {
      const may = below[author].includes(other);
      const [away, back] = [
        setupPair(author, other).setStanding(standing),
        setupPair(author, other, standing).setStanding('active'),
      ];
      expect([away.ok, back.ok]).toEqual([may, may]);
    },
  );
});

describe('a role', () => {
  it('[T9] of an owner is given up where another owner is left', () => {
    const { state, setRole } = setupPair('owner', 'member');
    expect(setRole('member', 1)).toEqual(isNews);
    state.run(personIdOf(1), commandOf('person.setRole', { personId: personIdOf(7), role: 'member' }));
    expect(setRole('member', 1)).toEqual(refused('last_owner'));
    expect(setRole('owner', 1)).toEqual(isSoAlready);
  });

  it('[T9] of an owner who cannot come in keeps no server from losing its last', () => {
    const { state, setRole } = setupPair('owner', 'owner', 'deactivated');
    state.run(personIdOf(1), commandOf('person.setRole', { personId: personIdOf(7), role: 'member' }));
    expect(setRole('moderator', 1)).toEqual(refused('last_owner'));
  });

  it('[T9] is nobody’s own to raise', () => {
    expect(setupPair('moderator', 'member').setRole('owner', 1)).toMatchObject(refused('not_allowed'));
    expect(setupPair('moderator', 'member').setRole('guest', 1)).toMatchObject(refused('not_allowed'));
  });

  it('[T9] of nobody is refused by who it would be, to whom it is not allowed without a hint', () => {
    expect(setupPair('owner', 'member').setRole('guest', 50)).toEqual(
      refused('person_not_found', { personId: personIdOf(50) }),
    );
    expect(setupPair('member', 'member').setRole('guest', 50)).toMatchObject(refused('not_allowed'));
  });
});

describe('a standing', () => {
  it('[T10] of whoever was banned is given back for 30 days, and made less of for as long', () => {
    const { state, setStanding } = setupPair('owner', 'member', 'banned');
    state.wait(undoableMs - 1);
    for (const standing of ['active', 'deactivated', 'removed'] as const) expect(setStanding(standing)).toEqual(isNews);
    state.wait(1);
    for (const standing of ['active', 'deactivated', 'removed'] as const)
      expect(setStanding(standing)).toEqual(refused('too_late'));
  });

  it('[T10] of whoever was removed is given back at any time, while nobody else has the name', () => {
    const { state, setStanding } = setupPair('owner', 'member', 'removed');
    state.wait(10 * undoableMs);
    for (const standing of ['active', 'deactivated', 'banned'] as const) expect(setStanding(standing)).toEqual(isNews);
    state.addPerson(3, { name: 'person 2' });
    for (const standing of ['active', 'deactivated'] as const)
      expect(setStanding(standing)).toEqual(refused('name_taken', { displayName: 'Person 2' }));
    expect(setStanding('banned')).toEqual(isNews);
  });

  it('[T10] of whoever was deactivated is given back at any time', () => {
    const { state, setStanding } = setupPair('owner', 'member', 'deactivated');
    state.wait(10 * undoableMs);
    expect(setStanding('active')).toEqual(isNews);
  });

  it('[T10] is nobody’s own to change, and that of the last owner nobody’s', () => {
    expect(setupPair('owner', 'member').setStanding('removed', 1)).toMatchObject(refused('not_allowed'));
    const { state, setStanding } = setupPair('owner', 'member');
    expect(setStanding('removed', 7)).toEqual(isNews);
    state.addPerson(1, { role: 'owner', standing: 'deactivated' });
    expect(setStanding('removed', 7)).toEqual(refused('not_admitted'));
  });

  it('[T10] that is so already is no news', () => {
    expect(setupPair('owner', 'member', 'removed').setStanding('removed')).toEqual(isSoAlready);
  });

  it('[T10] that is not active keeps from everything', () => {
    const { state } = setupPair('owner', 'moderator', 'deactivated');
    const act = commandOf('person.setRole', { personId: personIdOf(1), role: 'guest' });
    expect(state.decideFor(personIdOf(2), act)).toEqual(refused('not_admitted'));
  });
});
