import { describe, expect, it } from 'vitest';
import { canRevoke, canTakeBack, memberActs, membersOn, rolesFor, rolesToGive } from '#renderer/state/members.ts';
import type { PersonRole } from '#shared/domain/role.ts';
import { undoableMs } from '#shared/domain/standing.ts';
import type { PersonView } from '#shared/ipc/chat-view.ts';
import type { InviteView } from '#shared/ipc/door-api.ts';
import { buildPerson, mara, personIdOf } from '#test/main/terminal/builders.ts';

const me = (role: PersonRole) => buildPerson({ personId: mara, displayName: 'Mara', isMe: true, role });
const other = (role: PersonRole, parts: Partial<PersonView> = {}) =>
  buildPerson({ personId: personIdOf('j'), displayName: 'Jonas', role, ...parts });

describe('[T9] what is offered', () => {
  it('in place of a role is what one can give, to whom one stands above', () => {
    const offered = (mine: PersonRole, theirs: PersonRole) => {
      const [own, person] = [me(mine), other(theirs)];
      return rolesFor(own, person, [own, person]);
    };
    expect(offered('owner', 'member')).toEqual(['owner', 'moderator', 'member', 'guest']);
    expect(offered('owner', 'owner')).toEqual(['owner', 'moderator', 'member', 'guest']);
    expect(offered('moderator', 'guest')).toEqual(['member', 'guest']);
    expect([offered('moderator', 'moderator'), offered('moderator', 'owner'), offered('member', 'guest')]).toEqual([
      [],
      [],
      [],
    ]);
    expect(rolesToGive(me('guest'))).toEqual([]);
  });

  it('of an own role is to step down where another owner is left', () => {
    const own = me('owner');
    expect(rolesFor(own, own, [own, other('member')])).toEqual([]);
    expect(rolesFor(own, own, [own, other('owner', { standing: 'deactivated' })])).toEqual([]);
    expect(rolesFor(own, own, [own, other('owner')])).toContain('moderator');
    const moderator = me('moderator');
    expect(rolesFor(moderator, moderator, [moderator, other('owner')])).toEqual([]);
  });

  it('in the menu of a member is nothing that the server would refuse', () => {
    expect(memberActs(me('owner'), other('member'))).toEqual([
      'write',
      'handOver',
      'devices',
      'block',
      'report',
      'deactivate',
      'remove',
      'ban',
    ]);
    expect(memberActs(me('moderator'), other('member', { standing: 'deactivated' }))).toEqual([
      'write',
      'block',
      'report',
      'activate',
      'remove',
      'ban',
    ]);
    expect(memberActs(me('moderator'), other('owner'))).toEqual(['write', 'block', 'report']);
    expect(memberActs(me('member'), other('guest', { isBlocked: true }))).toEqual(['write', 'unblock', 'report']);
    expect(memberActs(me('guest'), other('member'))).toEqual(['block']);
    expect(memberActs(me('owner'), me('owner'))).toEqual([]);
  });

  it('to be taken back is who was removed, for 30 days, from below', () => {
    const removed = other('member', { standing: 'removed', standingSince: 1_000 });
    expect(canTakeBack(me('moderator'), removed, 1_000 + 10 * undoableMs)).toBe(true);
    const banned = { ...removed, standing: 'banned' } as const;
    expect(canTakeBack(me('moderator'), banned, 1_000 + undoableMs - 1)).toBe(true);
    expect(canTakeBack(me('moderator'), banned, 1_000 + undoableMs)).toBe(false);
    expect(canTakeBack(me('moderator'), { ...removed, role: 'moderator' }, 2_000)).toBe(false);
  });

  it('to be revoked are own invites, and those of whoever stands below', () => {
    const by = (createdBy: PersonView) => ({ createdBy: createdBy.personId }) as InviteView;
    expect(canRevoke(me('moderator'), by(me('moderator')), undefined)).toBe(true);
    expect(canRevoke(me('moderator'), by(other('owner')), other('owner'))).toBe(false);
    expect(canRevoke(me('owner'), by(other('moderator')), other('moderator'))).toBe(true);
    expect(canRevoke(me('member'), by(other('owner')), other('owner'))).toBe(false);
  });
});

it('a list of members has the highest first, and those who are out on a page of their own, the latest first', () => {
  const at = (letter: string, displayName: string, parts: Partial<PersonView>) =>
    buildPerson({ personId: personIdOf(letter), displayName, ...parts });
  const people = [
    at('a', 'Ann', { role: 'guest' }),
    at('b', 'Bob', { role: 'member', standing: 'deactivated' }),
    at('c', 'Cem', { role: 'owner' }),
    at('d', 'Dag', { standing: 'removed', standingSince: 1 }),
    at('e', 'Eva', { standing: 'banned', standingSince: 2 }),
  ];
  const names = (...shown: Parameters<typeof membersOn>) => membersOn(...shown).map(({ displayName }) => displayName);
  expect(names(people, 'all')).toEqual(['Cem', 'Bob', 'Ann']);
  expect(names(people, 'guests')).toEqual(['Ann']);
  expect(names(people, 'removed')).toEqual(['Eva', 'Dag']);
  expect(names(people, 'all', ' bO')).toEqual(['Bob']);
});
