import { describe, expect, it } from 'vitest';
import type { Command } from '#shared/domain/command.ts';
import type { Verdict } from '#shared/domain/decide/decision.ts';
import { permissions, type Action } from '#shared/domain/permission.ts';
import { roleSchema, type Role } from '#shared/domain/role.ts';
import { createMemoryRooms } from '#test/support/memory-rooms.ts';
import { commandOf } from '#test/support/sample-commands.ts';
import { personIdOf, roomIdOf } from '#test/support/sample-ids.ts';

type Place = 'public' | 'private' | 'direct';
/** What is decided on a room, and how it depends on that; every action, by the roles of who does it and to whom, is in actions.test.ts. */
type RoomAction = Exclude<Extract<Action, `room.${string}` | `message.${string}`>, 'room.create'>;

const places: readonly Place[] = ['public', 'private', 'direct'];
const roles: readonly Role[] = roleSchema.options;
const roomId = roomIdOf(1);

/** A command for each action that would change something if it were allowed to a member. */
const commands: Readonly<Record<RoomAction, Command>> = {
  'room.join': commandOf('room.join', { roomId }),
  'room.leave': commandOf('room.leave', { roomId }),
  'room.invite': commandOf('room.invite', { roomId, personId: personIdOf(2) }),
  'room.rename': commandOf('room.rename', { roomId, name: 'Another' }),
  'room.setTopic': commandOf('room.setTopic', { roomId, topic: 'Another' }),
  'room.removeMember': commandOf('room.removeMember', { roomId, personId: personIdOf(3) }),
  'room.removeMember:own': commandOf('room.removeMember', { roomId, personId: personIdOf(3) }),
  'message.send': commandOf('message.send', { roomId }),
};
const actions = Object.keys(commands) as RoomAction[];
const inDirect: readonly RoomAction[] = ['message.send', 'room.setTopic', 'room.join'];

interface Case {
  readonly role: Role;
  readonly place: Place;
  readonly isMember: boolean;
}

function decideAs({ role, place, isMember }: Case, action: RoomAction): Verdict {
  const state = createMemoryRooms();
  state.addPerson(1, { role });
  state.addPerson(2);
  state.addPerson(3);
  const isDirect = place === 'direct';
  state.addRoom(1, {
    kind: isDirect ? 'direct' : 'channel',
    visibility: place === 'public' ? 'public' : 'private',
    name: isDirect ? null : 'Room',
    createdBy: personIdOf(action === 'room.removeMember:own' ? 1 : 3),
    members: isMember ? [1, 3] : [3],
  });
  return state.decideFor(personIdOf(1), commands[action]);
}

/** The same answer from the table and the three rules about rooms, without the code that is proved. */
function expectedOf({ role, place, isMember }: Case, action: RoomAction): string {
  const isAllowed = permissions[action].includes(role);
  if (action === 'room.join' && place === 'public' && !isMember) return isAllowed ? 'event' : 'not_allowed';
  if (action === 'room.leave' && place === 'public' && !isMember) return 'already';
  if (!isMember) return place === 'public' ? 'not_a_member' : 'room_not_found';
  if (!isAllowed) return 'not_allowed';
  if (place === 'direct' && !inDirect.includes(action)) return 'not_allowed';
  return action === 'room.join' ? 'already' : 'event';
}

function outcomeOf(verdict: Verdict): string {
  if (!verdict.ok) return verdict.error.type;
  return verdict.value.stream === null ? 'already' : 'event';
}

const cases = roles.flatMap((role) =>
  places.flatMap((place) => [true, false].map((isMember): Case => ({ role, place, isMember }))),
);

describe.each(actions)('%s', (action) => {
  it.each(cases)('[T9, P2] is decided for a $role in a $place room, member: $isMember', (situation) => {
    const verdict = decideAs(situation, action);
    expect(outcomeOf(verdict)).toBe(expectedOf(situation, action));
    expect(!verdict.ok && verdict.error.type === 'not_allowed' ? verdict.error.action : action).toBe(action);
  });

  it.each(cases.filter(({ place, isMember }) => place !== 'public' && !isMember))(
    '[T9] tells a $role outside of a $place room what it would tell of none at all',
    (situation) => {
      const state = createMemoryRooms();
      state.addPerson(1, { role: situation.role });
      state.addPerson(3);
      expect(decideAs(situation, action)).toEqual(state.decideFor(personIdOf(1), commands[action]));
    },
  );
});
