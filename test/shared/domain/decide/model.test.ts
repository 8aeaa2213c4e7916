import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '#shared/domain/command.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { Name } from '#shared/domain/name.ts';
import { sameNames } from '#test/support/same-names.ts';
import { roleSchema } from '#shared/domain/role.ts';
import { isOut, standingSchema } from '#shared/domain/standing.ts';
import { serverStream } from '#shared/domain/stream.ts';
import { createMemoryRooms, serverPersonId, type MemoryRooms } from '#test/support/memory-rooms.ts';
import { commandOf } from '#test/support/sample-commands.ts';
import { personIdOf, roomIdOf } from '#test/support/sample-ids.ts';
import { isVisible } from '../is-visible.ts';

const seed = 7_420;
const people = fc.integer({ min: 0, max: 8 }).map(personIdOf);
// Rooms that were there, rooms that were made here, direct rooms, and one that nobody makes.
const rooms = fc.constantFrom(1, 2, 3, 1_000, 1_001, 1_002, 1_003, 900, 901, 999).map(roomIdOf);
const names = fc.constantFrom(
  'Ann',
  'ANN',
  'Bob',
  'B ob',
  '',
  '\u3164',
  'Lunch',
  'lunch',
  'Soup',
  'a\u0000',
  'x'.repeat(70),
);
const visibilities = fc.constantFrom('public' as const, 'private' as const);
const histories = fc.constantFrom('everything' as const, 'joined' as const);

const commands: fc.Arbitrary<Command> = fc.oneof(
  names.map((displayName) => commandOf('person.admit', { displayName })),
  names.map((displayName) => commandOf('person.rename', { displayName })),
  fc
    .tuple(names, visibilities, histories)
    .map(([name, visibility, history]) => commandOf('room.create', { name, visibility, history })),
  rooms.map((roomId) => commandOf('room.join', { roomId })),
  rooms.map((roomId) => commandOf('room.leave', { roomId })),
  fc.tuple(rooms, people).map(([roomId, personId]) => commandOf('room.invite', { roomId, personId })),
  fc.tuple(rooms, people).map(([roomId, personId]) => commandOf('room.removeMember', { roomId, personId })),
  fc.tuple(rooms, names).map(([roomId, name]) => commandOf('room.rename', { roomId, name })),
  fc.tuple(rooms, names).map(([roomId, topic]) => commandOf('room.setTopic', { roomId, topic })),
  fc.array(people, { maxLength: 4 }).map((personIds) => commandOf('direct.open', { personIds })),
  rooms.map((roomId) => commandOf('message.send', { roomId })),
  fc
    .tuple(people, fc.constantFrom(...standingSchema.options))
    .map(([personId, standing]) => commandOf('person.setStanding', { personId, standing })),
);
const histories100 = fc.array(fc.tuple(people, commands), { minLength: 20, maxLength: 100 });

function setupServer(): MemoryRooms {
  const state = createMemoryRooms();
  state.addPerson(0, { role: 'server', name: 'Server' });
  for (const [index, role] of roleSchema.options.slice(0, 4).entries()) state.addPerson(index + 1, { role });
  state.addPerson(5, { standing: 'removed' });
  state.addRoom(1, { name: 'Everybody', members: [1, 2, 3, 4] });
  state.addRoom(2, { name: 'Lunch', members: [] });
  state.addRoom(3, {
    name: 'Few',
    visibility: 'private',
    history: 'joined',
    createdBy: personIdOf(3),
    members: [2, 3],
  });
  return state;
}

describe('what is decided and what follows', () => {
  it(`[P2, P3, P5] fit together through any history (seed ${seed})`, () => {
    fc.assert(
      fc.property(histories100, (history) => {
        const state = setupServer();
        for (const [personId, command] of history) {
          const { verdict, changes } = state.run(personId, command);
          const stream = verdict.ok ? verdict.value.stream : null;
          // An event changes something; a refusal and what is so already change nothing.
          expect(changes.length > 0).toBe(stream !== null);
          expect(stream === serverStream).toBe(stream !== null && command.kind.startsWith('person.'));
          checkState(state);
        }
      }),
      { seed, numRuns: 60 },
    );
  });

  it(`[P2] is the same for the same state, and looking changes nothing (seed ${seed})`, () => {
    fc.assert(
      fc.property(histories100, (history) => {
        const state = setupServer();
        for (const [personId, command] of history) {
          const looked = state.decideFor(personId, command);
          expect(state.decideFor(personId, command)).toEqual(looked);
          expect(state.run(personId, command).verdict).toEqual(looked);
        }
      }),
      { seed, numRuns: 50 },
    );
  });

  it(`[P2] asked again at once it is so already, or refused, for all but what is said and made (seed ${seed})`, () => {
    fc.assert(
      fc.property(histories100, (history) => {
        const state = setupServer();
        for (const [personId, command] of history) {
          state.run(personId, command);
          const again = state.decideFor(personId, command);
          const isNewEachTime = command.kind === 'message.send' || command.kind === 'room.create';
          const stream = again.ok && !isNewEachTime ? again.value.stream : null;
          expect(stream).toBeNull();
        }
      }),
      { seed, numRuns: 100 },
    );
  });
});

function checkState(state: MemoryRooms): void {
  const names = [...state.people.values()].map(({ displayName }) => displayName);
  expect(sameNames(names), 'nobody shares a name').toEqual([]);
  const roomNames = [...state.rooms.values()]
    .filter(({ visibility }) => visibility === 'public')
    .map(({ name }) => (name ?? '') as Name);
  expect(sameNames(roomNames), 'no public rooms share a name').toEqual([]);
  for (const [roomId, members] of state.members) checkRoom(state, roomId, members);
}

function checkRoom(state: MemoryRooms, roomId: RoomId, members: ReadonlySet<PersonId>): void {
  const room = state.rooms.get(roomId);
  expect(room?.kind === 'direct', 'direct rooms and no others have no name').toBe(room?.name === null);
  expect(members.size, 'a direct room keeps its people').toBeGreaterThanOrEqual(room?.kind === 'direct' ? 2 : 0);
  expect(members.has(serverPersonId), 'the server is in no room').toBe(false);
  const next = (state.heads.get(`room:${roomId}` as never) ?? 0) + 1;
  for (const personId of state.people.keys()) {
    const sees = isVisible(state.accessOf(roomId, personId), next);
    const isTold = room?.visibility === 'public' || !isOut(state.people.get(personId)?.standing ?? 'active');
    expect(sees, 'members who are not out, and nobody else, see what comes').toBe(members.has(personId) && isTold);
  }
}
