import type { PersonId } from '#shared/domain/ids.ts';
import { createFirstTimes, type FirstTimes } from './first-times.ts';
import type { LogEvent } from './log-event.ts';

/** What a room is after the events so far, worked out anew from the rules as people read them. */
export interface ModelRoom {
  readonly roomId: string;
  readonly kind: 'channel' | 'direct';
  readonly visibility: 'public' | 'private';
  readonly history: 'everything' | 'joined';
  readonly members: Set<PersonId>;
  /** Who came and went, and by which event, whether or not that changed anything when it came. */
  readonly moves: { readonly person: PersonId; readonly isIn: boolean; readonly event: LogEvent }[];
  readonly events: LogEvent[];
  /** Per person who ever was in: the `streamSeq`s that they may see. */
  readonly visible: Map<PersonId, Set<number>>;
  name: string | null;
  topic: string;
  itemHead: number;
}

/**
 * Memberships, names and what each person may see, by an implementation of its own: one set of numbers a person and room,
 * and none of the intervals, folds and look-ups of the server and the client.
 */
export interface LogModel {
  readonly times: FirstTimes;
  readonly events: readonly LogEvent[];
  readonly rooms: ReadonlyMap<string, ModelRoom>;
  /** The names of everybody who was admitted. */
  readonly people: ReadonlyMap<PersonId, string>;
  /** Timeline rows by their key. */
  byKey(key: string): LogEvent | undefined;
  byCommand(person: PersonId, commandId: string): LogEvent | undefined;
  add(event: LogEvent): void;
  /** The log went back: it is read from its beginning again. */
  clear(): void;
  maySee(person: PersonId, event: LogEvent): boolean;
  /** The events of a room that a person may see, in the order of the log. */
  visibleEvents(person: PersonId, roomId: string): LogEvent[];
}

/** `serverPerson` is in no room, whatever it makes. */
export function createLogModel(serverPerson: PersonId, times = createFirstTimes()): LogModel {
  const events: LogEvent[] = [];
  const rooms = new Map<string, ModelRoom>();
  const people = new Map<PersonId, string>();
  const byKey = new Map<string, LogEvent>();
  const byCommand = new Map<string, LogEvent>();
  const registers = new Map<string, number>();

  function addToRoom(event: LogEvent): void {
    const roomId = roomIdOf(event);
    const isCreation = event.kind === 'room.created' || event.kind === 'direct.opened';
    const isNew = isCreation && !rooms.has(roomId);
    if (isNew) rooms.set(roomId, newRoom(roomId, event));
    const room = rooms.get(roomId);
    if (room === undefined) return;
    room.events.push(event);
    if (event.itemNumber !== null) room.itemHead = event.itemNumber;
    if (isNew) for (const what of ['name', 'topic']) isLast(`${what} ${roomId}`, event);
    if (event.kind === 'room.renamed' && isLast(`name ${roomId}`, event)) room.name = event.body.name ?? null;
    if (event.kind === 'room.topicSet' && isLast(`topic ${roomId}`, event)) room.topic = event.body.topic ?? '';
    const before = new Set(room.members);
    if (isNew || !isCreation) moveMembers(room, event);
    // Whoever comes or goes by this event sees it too.
    for (const person of new Set([...before, ...room.members]))
      if (wasThere(times, room, { person, event })) show(room, person, event);
  }

  /** The last one that was said wins, and not the last to arrive (H5). */
  function isLast(register: string, event: LogEvent): boolean {
    const time = times.of(event);
    const isLater = time >= (registers.get(register) ?? 0);
    if (isLater) registers.set(register, time);
    return isLater;
  }

  function moveMembers(room: ModelRoom, event: LogEvent): void {
    const move = (person: PersonId, isIn: boolean) => {
      room.moves.push({ person, isIn, event });
      if (!isLast(`member ${room.roomId} ${person}`, event)) return;
      if (isIn) room.members.add(person);
      else room.members.delete(person);
    };
    for (const person of joining(event, serverPerson)) move(person, true);
    for (const person of leaving(event)) move(person, false);
  }

  return {
    times,
    events,
    rooms,
    people,
    byKey: (key) => byKey.get(key),
    byCommand: (person, commandId) => byCommand.get(`${person} ${commandId}`),
    add: (event) => {
      times.of(event);
      events.push(event);
      byKey.set(event.key, event);
      byCommand.set(`${event.person} ${event.commandId}`, event);
      const { kind, person, body } = event;
      const isName = kind === 'person.admitted' || kind === 'person.renamed';
      if (isName && isLast(`name ${person}`, event)) people.set(person, body.displayName ?? '');
      if (event.stream.startsWith('room:')) addToRoom(event);
    },
    clear: () => {
      events.length = 0;
      for (const map of [rooms, people, byKey, byCommand, registers]) map.clear();
    },
    maySee: (person, event) => {
      if (!event.stream.startsWith('room:')) return event.stream === 'server' || event.stream === `person:${person}`;
      return rooms.get(roomIdOf(event))?.visible.get(person)?.has(event.streamSeq) ?? false;
    },
    visibleEvents: (person, roomId) => {
      const room = rooms.get(roomId);
      const visible = room?.visible.get(person);
      return room?.events.filter(({ streamSeq }) => visible?.has(streamSeq)) ?? [];
    },
  };
}

function roomIdOf({ stream }: LogEvent): string {
  return stream.slice('room:'.length);
}

function newRoom(roomId: string, { kind, body }: LogEvent): ModelRoom {
  const isDirect = kind === 'direct.opened';
  const visibility = isDirect ? 'private' : (body.visibility ?? 'private');
  return {
    roomId,
    kind: isDirect ? 'direct' : 'channel',
    visibility,
    history: isDirect ? 'joined' : visibility === 'public' ? 'everything' : (body.history ?? 'joined'),
    members: new Set(),
    moves: [],
    events: [],
    visible: new Map(),
    name: isDirect ? null : (body.name ?? null),
    topic: body.topic ?? '',
    itemHead: 0,
  };
}

function joining({ kind, person, body }: LogEvent, serverPerson: PersonId): readonly PersonId[] {
  if (kind === 'room.created') return person === serverPerson ? [] : [person];
  if (kind === 'direct.opened') return [person, ...(body.personIds ?? [])];
  if (kind === 'room.joined') return [person];
  return kind === 'room.invited' && body.personId !== undefined ? [body.personId] : [];
}

function leaving({ kind, person, body }: LogEvent): readonly PersonId[] {
  if (kind === 'room.left') return [person];
  return kind === 'room.memberRemoved' && body.personId !== undefined ? [body.personId] : [];
}

interface Seen {
  readonly person: PersonId;
  readonly event: LogEvent;
}

/**
 * Of what is said, or changes nothing, and comes back after its time, only its author and who was there then see more than that its
 * place is taken (H5, I8).
 */
function wasThere(times: FirstTimes, { kind, history, moves }: ModelRoom, { person, event }: Seen): boolean {
  if (event.kind !== 'message.posted' && !event.isOverruled) return true;
  if (!event.isHealed || kind !== 'channel' || history === 'everything' || event.person === person) return true;
  const at = times.of(event);
  const before = moves
    .filter((move) => move.person === person && times.of(move.event) <= at)
    .toSorted((one, other) => times.of(one.event) - times.of(other.event));
  const last = before.at(-1);
  return last !== undefined && (last.isIn || times.of(last.event) === at);
}

/** A member of a room that shows everything sees all of it so far; of another, this event. */
function show({ visible, history }: ModelRoom, person: PersonId, { streamSeq }: LogEvent): void {
  const seen = visible.get(person) ?? new Set<number>();
  visible.set(person, seen);
  if (history === 'joined') seen.add(streamSeq);
  else for (let number = streamSeq; number >= 1 && !seen.has(number); number -= 1) seen.add(number);
}
