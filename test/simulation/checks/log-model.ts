import type { PersonId } from '#shared/domain/ids.ts';
import type { LogEvent } from './log-event.ts';

/** What a room is after the events so far, worked out anew from the rules as people read them. */
export interface ModelRoom {
  readonly roomId: string;
  readonly kind: 'channel' | 'direct';
  readonly visibility: 'public' | 'private';
  readonly history: 'everything' | 'joined';
  readonly members: Set<PersonId>;
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
export function createLogModel(serverPerson: PersonId): LogModel {
  const events: LogEvent[] = [];
  const rooms = new Map<string, ModelRoom>();
  const people = new Map<PersonId, string>();
  const byKey = new Map<string, LogEvent>();
  const byCommand = new Map<string, LogEvent>();

  function addToRoom(event: LogEvent): void {
    const roomId = roomIdOf(event);
    if (event.kind === 'room.created' || event.kind === 'direct.opened') rooms.set(roomId, newRoom(roomId, event));
    const room = rooms.get(roomId);
    if (room === undefined) return;
    room.events.push(event);
    if (event.itemNumber !== null) room.itemHead = event.itemNumber;
    if (event.kind === 'room.renamed') room.name = event.body.name ?? null;
    if (event.kind === 'room.topicSet') room.topic = event.body.topic ?? '';
    const before = new Set(room.members);
    for (const person of joining(event, serverPerson)) room.members.add(person);
    for (const person of leaving(event)) room.members.delete(person);
    // Whoever comes or goes by this event sees it too.
    for (const person of new Set([...before, ...room.members])) show(room, person, event);
  }

  return {
    events,
    rooms,
    people,
    byKey: (key) => byKey.get(key),
    byCommand: (person, commandId) => byCommand.get(`${person} ${commandId}`),
    add: (event) => {
      events.push(event);
      byKey.set(event.key, event);
      byCommand.set(`${event.person} ${event.commandId}`, event);
      const { kind, person, body } = event;
      if (kind === 'person.admitted' || kind === 'person.renamed') people.set(person, body.displayName ?? '');
      if (event.stream.startsWith('room:')) addToRoom(event);
    },
    clear: () => {
      events.length = 0;
      for (const map of [rooms, people, byKey, byCommand]) map.clear();
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

/** A member of a room that shows everything sees all of it so far; of another, this event. */
function show({ visible, history }: ModelRoom, person: PersonId, { streamSeq }: LogEvent): void {
  const seen = visible.get(person) ?? new Set<number>();
  visible.set(person, seen);
  if (history === 'joined') seen.add(streamSeq);
  else for (let number = streamSeq; number >= 1 && !seen.has(number); number -= 1) seen.add(number);
}
