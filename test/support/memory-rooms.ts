import { canStillGive } from '#shared/domain/can-still-give.ts';
import { accessFrom, closeAccess, goOnAccess, openAccess, type AccessInterval } from '#shared/domain/access.ts';
import type { Command } from '#shared/domain/command.ts';
import { decide } from '#shared/domain/decide/decide.ts';
import type { DecideState, Verdict } from '#shared/domain/decide/decision.ts';
import { fold, type Change } from '#shared/domain/fold.ts';
import type { DeviceKey, InviteId, PersonId, RoomId } from '#shared/domain/ids.ts';
import { nameKey, type NameKey } from '#shared/domain/name.ts';
import type { Person } from '#shared/domain/person.ts';
import type { Role } from '#shared/domain/role.ts';
import type { Room } from '#shared/domain/room.ts';
import { isOut, type Standing } from '#shared/domain/standing.ts';
import { roomStream, type Stream } from '#shared/domain/stream.ts';
import { createMemoryEntry, type MemoryEntry } from './memory-entry.ts';
import { createMemoryReports, type MemoryReports } from './memory-reports.ts';
import { nameOf, personIdOf, roomIdOf } from './sample-ids.ts';

/** People, rooms and members in memory, as `decide` sees them and `fold` changes them; ids are drawn from numbers. */
export interface MemoryRooms extends DecideState, MemoryEntry, MemoryReports {
  readonly people: Map<PersonId, Person>;
  readonly rooms: Map<RoomId, Room>;
  readonly members: Map<RoomId, Set<PersonId>>;
  readonly access: Map<string, readonly AccessInterval[]>;
  readonly heads: Map<Stream, number>;
  addPerson(
    number: number,
    changes?: { role?: Role; standing?: Standing; standingSince?: number; name?: string },
  ): Person;
  addRoom(number: number, changes?: Partial<Room> & { members?: readonly number[] }): Room;
  /** Decides, and when it is accepted with an event, folds and applies it. */
  run(
    personId: PersonId,
    command: Command,
    login?: LoginOf,
  ): { readonly verdict: Verdict; readonly changes: readonly Change[] };
  decideFor(personId: PersonId, command: Command, login?: LoginOf): Verdict;
  accessOf(roomId: RoomId, personId: PersonId): readonly AccessInterval[];
}

/** How the author has come: with the token of an invite, or by another device than their first. */
interface LoginOf {
  readonly inviteId?: InviteId | null;
  readonly device?: DeviceKey;
}

export const serverPersonId = personIdOf(0);
const firstObjectNumber = 1_000;

export function createMemoryRooms(): MemoryRooms {
  const people = new Map<PersonId, Person>();
  const rooms = new Map<RoomId, Room>();
  const members = new Map<RoomId, Set<PersonId>>();
  const access = new Map<string, readonly AccessInterval[]>();
  const heads = new Map<Stream, number>();
  const directRooms = new Map<string, RoomId>();
  const entry = createMemoryEntry();
  const reports = createMemoryReports();
  let nextObject = firstObjectNumber;

  const accessOf = (roomId: RoomId, personId: PersonId) => access.get(`${roomId} ${personId}`) ?? [];

  const state: DecideState = {
    ...entry.state,
    ...reports.state,
    isGranted: (roomId, personId) => {
      const [room, inRoom] = [rooms.get(roomId), members.get(roomId)];
      if (room === undefined || inRoom === undefined || inRoom.has(personId)) return false;
      const leading = entry.leadingInto(roomId, personId).filter(({ isRevoked }) => !isRevoked);
      const held = leading.filter(({ createdBy, role }) =>
        canStillGive(people.get(createdBy) ?? null, 'invite.create', role),
      );
      return held.some(({ createdBy }) => room.visibility === 'public' || inRoom.has(createdBy));
    },
    ownerCount: () =>
      [...people.values()].filter(({ role, standing }) => role === 'owner' && standing === 'active').length,
    person: (personId) => people.get(personId) ?? null,
    room: (roomId) => rooms.get(roomId) ?? null,
    isMember: (roomId, personId) => members.get(roomId)?.has(personId) ?? false,
    nameHolders: (key) =>
      [...people.values()]
        .filter((person) => isShared(nameKey(person.displayName), key))
        .map(({ personId }) => personId),
    publicRoomsNamed: (key) =>
      [...rooms.values()]
        .filter(({ visibility }) => visibility === 'public')
        .filter(({ name }) => name !== null && isShared(nameKey(nameOf(name)), key))
        .map(({ roomId }) => roomId),
    directRoomId: (personIds) => {
      const key = personIds.toSorted().join(' ');
      const roomId = directRooms.get(key) ?? roomIdOf(900 + directRooms.size);
      directRooms.set(key, roomId);
      return roomId;
    },
  };

  const decideFor: MemoryRooms['decideFor'] = (
    personId,
    command,
    { inviteId = null, device = entry.deviceOf(personId) } = {},
  ) => {
    const author = people.get(personId) ?? null;
    return decide(state, { author, personId, device, inviteId, command, objectId: roomIdOf(nextObject) });
  };

  function apply(change: Change, streamSeq: number): void {
    switch (change.type) {
      case 'person.put':
        people.set(change.personId, { ...change, standing: 'active', standingSince: 0 });
        break;
      case 'person.role':
      case 'person.standing': {
        const person = people.get(change.personId);
        if (person === undefined) throw new Error('somebody who is not there was changed');
        const { type } = change;
        const news =
          type === 'person.role' ? { role: change.role } : { standing: change.standing, standingSince: change.since };
        people.set(change.personId, { ...person, ...news });
        if (type === 'person.standing' && isOut(person.standing) !== isOut(change.standing)) applySight(change);
        break;
      }
      case 'person.name': {
        const person = people.get(change.personId);
        if (person !== undefined) people.set(change.personId, { ...person, displayName: change.displayName });
        break;
      }
      case 'room.put':
        rooms.set(change.room.roomId, change.room);
        members.set(change.room.roomId, new Set());
        break;
      case 'room.name':
      case 'room.topic': {
        const room = rooms.get(change.roomId);
        if (room === undefined) throw new Error('a room that is not there was changed');
        const news = change.type === 'room.name' ? { name: change.name } : { topic: change.topic };
        rooms.set(change.roomId, { ...room, ...news });
        break;
      }
      case 'member.add':
      case 'member.remove':
        applyMember(change, streamSeq);
        break;
      case 'message.put':
        break;
      case 'person.block':
      case 'report.put':
      case 'report.closed':
        reports.apply(change);
        break;
      default:
        entry.apply(change);
    }
  }

  function applySight({ personId, standing }: Extract<Change, { type: 'person.standing' }>): void {
    for (const { roomId, visibility } of rooms.values()) {
      if (visibility === 'public' || members.get(roomId)?.has(personId) !== true) continue;
      const intervals = accessOf(roomId, personId);
      const head = heads.get(roomStream(roomId)) ?? 0;
      access.set(`${roomId} ${personId}`, (isOut(standing) ? closeAccess : goOnAccess)(intervals, head));
    }
  }

  function applyMember(change: Extract<Change, { type: 'member.add' | 'member.remove' }>, streamSeq: number): void {
    const { roomId, personId } = change;
    const room = rooms.get(roomId);
    const inRoom = members.get(roomId);
    if (room === undefined || inRoom === undefined) throw new Error('a room that is not there got members');
    const intervals = accessOf(roomId, personId);
    const isIn = change.type === 'member.add';
    entry.moved(roomId, personId);
    if (inRoom.has(personId) === isIn) throw new Error('a member was added or removed twice');
    if (isIn) inRoom.add(personId);
    else inRoom.delete(personId);
    const next = isIn ? openAccess(intervals, accessFrom(room, streamSeq)) : closeAccess(intervals, streamSeq);
    access.set(`${roomId} ${personId}`, next);
  }

  return {
    ...state,
    ...entry.world,
    ...reports.world,
    people,
    rooms,
    members,
    access,
    heads,
    accessOf,
    decideFor,
    addPerson: (number, { name = `Person ${number}`, ...changes } = {}) => {
      const usual = { role: 'member', standing: 'active', standingSince: 0 } as const;
      const person = { personId: personIdOf(number), displayName: nameOf(name), ...usual, ...changes };
      people.set(person.personId, person);
      return person;
    },
    addRoom: (number, { members: numbers = [], ...changes } = {}) => {
      const room = { ...sampleRoom(number), ...changes };
      rooms.set(room.roomId, room);
      members.set(room.roomId, new Set(numbers.map(personIdOf)));
      for (const member of numbers) access.set(`${room.roomId} ${personIdOf(member)}`, [{ from: 1, to: null }]);
      return room;
    },
    run: (personId, command, login = {}) => {
      const { device = entry.deviceOf(personId) } = login;
      const verdict = decideFor(personId, command, login);
      if (!verdict.ok || verdict.value.stream === null) return { verdict, changes: [] };
      const { stream, role } = verdict.value;
      const streamSeq = (heads.get(stream) ?? 0) + 1;
      heads.set(stream, streamSeq);
      const given = role === undefined ? {} : { role };
      const header = { stream, person: personId, device, at: state.now(), ...given };
      const changes = fold({ header, command, objectId: roomIdOf(nextObject), serverPersonId });
      for (const change of changes) apply(change, streamSeq);
      nextObject += 1;
      return { verdict, changes };
    },
  };
}

function sampleRoom(number: number): Room {
  return {
    roomId: roomIdOf(number),
    kind: 'channel',
    visibility: 'public',
    history: 'everything',
    name: `Room ${number}`,
    topic: '',
    createdBy: serverPersonId,
    createdAt: 0,
  };
}

function isShared(one: NameKey, other: NameKey): boolean {
  return one.read === other.read || one.seen === other.seen;
}
