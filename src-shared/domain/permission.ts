import type { Role } from './role.ts';

/** Everything a person can be allowed or refused (T9). `own` means on what the person made. */
export type Action =
  | 'person.rename'
  | 'room.create'
  | 'room.join'
  | 'room.leave'
  | 'room.invite'
  | 'room.rename'
  | 'room.setTopic'
  | 'room.removeMember'
  | 'room.removeMember:own'
  | 'direct.open'
  | 'message.send';

const everybody: readonly Role[] = ['owner', 'moderator', 'member', 'guest'];
const members: readonly Role[] = ['owner', 'moderator', 'member'];
const keepers: readonly Role[] = ['owner', 'moderator'];

/** The one permission table (T9). Whether the person is in the room at all is checked on the room itself, in `decide`. */
export const permissions: Readonly<Record<Action, readonly Role[]>> = {
  'person.rename': everybody,
  'room.create': [...members, 'server'],
  'room.join': members,
  'room.leave': everybody,
  'room.invite': members,
  'room.rename': members,
  'room.setTopic': members,
  'room.removeMember': keepers,
  'room.removeMember:own': members,
  'direct.open': members,
  'message.send': everybody,
};

export function isAllowed(role: Role, action: Action): boolean {
  return permissions[action].includes(role);
}
