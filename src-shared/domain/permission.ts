import { isAbove, type Role } from './role.ts';

/** Everything a person can be allowed or refused (T9). `own` means on what the person made. */
export type Action =
  | 'server.setDoor'
  /** For a while, the door itself staying as it is. */
  | 'server.openDoor'
  | 'knock.accept'
  | 'device.ban'
  | 'device.link'
  /** Somebody else's, for good. */
  | 'device.revoke'
  | 'device.revoke:own'
  /** For the device of somebody who has none at hand that they came with before (T8). */
  | 'device.vouch'
  | 'invite.create'
  | 'invite.revoke'
  | 'invite.revoke:own'
  | 'invite.accept'
  | 'person.setRole'
  | 'person.deactivate'
  | 'person.remove'
  | 'person.ban'
  | 'person.restore'
  | 'person.block'
  | 'person.rename'
  | 'report.person'
  /** One that they can read. */
  | 'report.message'
  | 'report.close'
  | 'audit.list'
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

/**
 * The one permission table (T9). Whether the person is in the room at all is checked on the room itself, and whether they stand
 * above the person whom it is about (`isAllowedTo`) on that person, in `decide`.
 */
export const permissions: Readonly<Record<Action, readonly Role[]>> = {
  'server.setDoor': ['owner', 'server'],
  'server.openDoor': [...keepers, 'server'],
  'knock.accept': [...keepers, 'server'],
  'device.ban': keepers,
  'device.link': everybody,
  'device.revoke': ['owner'],
  'device.revoke:own': everybody,
  'device.vouch': ['owner', 'server'],
  'invite.create': [...keepers, 'server'],
  'invite.revoke': keepers,
  'invite.revoke:own': [...keepers, 'server'],
  'invite.accept': everybody,
  'person.setRole': [...keepers, 'server'],
  'person.deactivate': [...keepers, 'server'],
  'person.remove': [...keepers, 'server'],
  'person.ban': [...keepers, 'server'],
  'person.restore': [...keepers, 'server'],
  'person.block': everybody,
  'person.rename': everybody,
  'report.person': members,
  'report.message': everybody,
  'report.close': keepers,
  'audit.list': ['owner'],
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

/** Whether the role allows it towards somebody of the other role: nobody acts on whoever stands as high or higher, but owners on owners. */
export function isAllowedTo(role: Role, action: Action, other: Role): boolean {
  return isAllowed(role, action) && isAbove(role, other);
}

/** Whether somebody of this role can make another person that: owners anything, moderators what stands below them. */
export function canGive(role: Role, given: Role): boolean {
  return given !== 'server' && isAbove(role, given);
}
