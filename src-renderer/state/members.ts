/** What somebody may do to whom, asked of the one permission table (T9), and whom a list of members shows. */
import { canGive, isAllowed, isAllowedTo } from '#shared/domain/permission.ts';
import { personRoleSchema, type PersonRole } from '#shared/domain/role.ts';
import { isOut, undoableMs } from '#shared/domain/standing.ts';
import type { PersonView } from '#shared/ipc/chat-view.ts';
import type { InviteView } from '#shared/ipc/door-api.ts';

export type MembersTab = 'all' | 'guests' | 'removed';

/** The roles in which this person can let somebody in, or that they can give at all. */
export function rolesToGive({ role }: Pick<PersonView, 'role'>): readonly PersonRole[] {
  return personRoleSchema.options.filter((given) => canGive(role, given));
}

/** What this person can make that one; empty where the role is not theirs to change. Owners may step down where another is left. */
export function rolesFor(me: PersonView, person: PersonView, people: readonly PersonView[]): readonly PersonRole[] {
  if (isOut(person.standing) || !isAllowedTo(me.role, 'person.setRole', person.role)) return [];
  const others = people.filter(
    ({ role, standing, personId }) => role === 'owner' && standing === 'active' && personId !== person.personId,
  );
  if (person.role === 'owner' && others.length === 0) return [];
  return me.personId !== person.personId || me.role === 'owner' ? rolesToGive(me) : [];
}

export type MemberAct =
  'write' | 'handOver' | 'devices' | 'block' | 'unblock' | 'report' | 'activate' | 'deactivate' | 'remove' | 'ban';

/** What this person can do with that one, besides the role; what is not listed is not offered. */
export function memberActs(me: PersonView, person: PersonView): readonly MemberAct[] {
  if (person.personId === me.personId) return [];
  const may = (action: Parameters<typeof isAllowedTo>[1]): boolean => isAllowedTo(me.role, action, person.role);
  const acts: readonly (readonly [MemberAct, boolean])[] = [
    ['write', isAllowed(me.role, 'direct.open')],
    ['handOver', me.role === 'owner' && person.role !== 'owner' && person.standing === 'active'],
    ['devices', may('device.revoke')],
    ['block', !person.isBlocked && isAllowed(me.role, 'person.block')],
    ['unblock', person.isBlocked && isAllowed(me.role, 'person.block')],
    ['report', isAllowed(me.role, 'report.person')],
    ['activate', person.standing === 'deactivated' && may('person.restore')],
    ['deactivate', person.standing === 'active' && may('person.deactivate')],
    ['remove', may('person.remove')],
    ['ban', may('person.ban')],
  ];
  return acts.filter(([, isPossible]) => isPossible).map(([act]) => act);
}

/** Until when somebody who is out can be taken back; Infinity where that is at any time. */
export function restorableUntil({ standing, standingSince }: PersonView): number {
  return standing === 'banned' ? standingSince + undoableMs : Infinity;
}

export function canTakeBack(me: PersonView, person: PersonView, now: number): boolean {
  return isAllowedTo(me.role, 'person.restore', person.role) && now < restorableUntil(person);
}

/** Own invites, and those of whoever stands below. */
export function canRevoke(me: PersonView, { createdBy }: InviteView, maker: PersonView | undefined): boolean {
  if (createdBy === me.personId) return isAllowed(me.role, 'invite.revoke:own');
  if (maker === undefined || maker.role === 'server') return isAllowed(me.role, 'invite.revoke');
  return isAllowedTo(me.role, 'invite.revoke', maker.role);
}

const byStanding = ({ role }: PersonView): number =>
  ['owner', 'moderator', 'member', 'guest'].findIndex((one) => one === role);

/** Whom the tab is about, the highest first, and of them those whose name holds what is typed. */
export function membersOn(people: readonly PersonView[], tab: MembersTab, typed = ''): readonly PersonView[] {
  const part = typed.trim().toLocaleLowerCase();
  return people
    .filter(({ role, standing }) => isOut(standing) === (tab === 'removed') && (tab !== 'guests' || role === 'guest'))
    .filter(({ displayName }) => displayName.toLocaleLowerCase().includes(part))
    .toSorted((a, b) => (tab === 'removed' ? b.standingSince - a.standingSince : byStanding(a) - byStanding(b)));
}
