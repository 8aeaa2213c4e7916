import { parseCommand } from '#shared/domain/command.ts';
import { fold } from '#shared/domain/fold.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { Person } from '#shared/domain/person.ts';
import type { Room } from '#shared/domain/room.ts';
import { roomStream } from '#shared/domain/stream.ts';
import type { FirstUnread, PersonView, RoomView } from '#shared/ipc/chat-view.ts';
import { heardTopic, isBlocked, isBlockedRoom } from './blocking.ts';
import type { ClientContext } from './client-context.ts';
import type { StoredMarker } from './marker-table.ts';
import type { OutboxRow } from './outbox-table.ts';

/** A room as the screen shows it: as the server told of it or, before that, as it was made on this device. */
export function roomView(context: ClientContext, roomId: RoomId): RoomView | null {
  const { tables, owner } = context;
  const known = tables.rooms.find(roomId);
  if (known === null) return waitingRoomView(context, roomId);
  const isMember = tables.members.has(roomId, owner.personId);
  const marker = tables.markers.get(roomId);
  const lastRead = lastReadItem(marker);
  const isSilent = isBlockedRoom(context, known.room);
  const unread = isMember && !isSilent ? Math.max(0, known.itemHead - lastRead) : 0;
  return {
    ...described(known.room),
    topic: heardTopic(context, known.room),
    isMember,
    isClosed: known.isUnlisted && !isMember,
    isBlocked: isSilent,
    memberIds: tables.members.of(roomId),
    unread,
    isNew: isMember && marker.isNew && !isSilent,
    lastRead,
    firstUnread: unread === 0 ? null : firstUnread(context, roomId, known.itemHead - unread + 1),
    waiting: tables.outbox.waitingIn(roomId),
    isWaiting: false,
    lastAt: tables.shown.newestAt(roomStream(roomId)),
  };
}

/** Every room there is to show, waiting ones last. */
export function roomViews(context: ClientContext): RoomView[] {
  const known = context.tables.rooms.ids();
  const waiting = (['room.create', 'direct.open'] as const)
    .flatMap((kind) => context.tables.outbox.ofKind(kind))
    .toSorted((a, b) => a.place - b.place)
    .flatMap(({ roomId }) => (roomId === null ? [] : [roomId]));
  return [...new Set([...known, ...waiting])].flatMap((roomId) => roomView(context, roomId) ?? []);
}

/** The command on this device that makes the room, while the server has not told of it; of several the last. */
export function creationOf({ tables }: ClientContext, roomId: RoomId): OutboxRow | null {
  if (tables.rooms.find(roomId) !== null) return null;
  const rows = [...tables.outbox.ofRoom(roomId, 'room.create'), ...tables.outbox.ofRoom(roomId, 'direct.open')];
  return rows.at(-1) ?? null;
}

export function personView(context: ClientContext, person: Person): PersonView {
  const { personId, displayName, role, standing, standingSince } = person;
  const isMe = personId === context.owner.personId;
  const known = { personId, displayName, role, standing, standingSince, isMe };
  const vouched = context.tables.devices.lastVouched(personId);
  return { ...known, isBlocked: isBlocked(context, personId), vouched, presence: null, lastSeenAt: null };
}

function described({ roomId, kind, visibility, history, name, topic, createdBy }: Room) {
  return { roomId, kind, visibility, history, name, topic, createdBy };
}

function firstUnread({ tables }: ClientContext, roomId: RoomId, itemNumber: number): FirstUnread {
  return { itemNumber, at: tables.shown.itemAt(roomStream(roomId), itemNumber) };
}

/** What comes after it was not read, or was marked as unread (P19). */
function lastReadItem({ readUpTo, unreadFrom }: StoredMarker): number {
  return unreadFrom === null ? readUpTo : Math.min(readUpTo, unreadFrom - 1);
}

/** What the queued command will make of the room (P17): the local echo goes through the same fold as the event will. */
function waitingRoomView(context: ClientContext, roomId: RoomId): RoomView | null {
  const { personId: person, device } = context.owner;
  const row = creationOf(context, roomId);
  const command = row && parseCommand(row.kind, JSON.parse(row.body));
  if (!command?.ok || row === null) return null;
  const at = command.value.body.writtenAt;
  const header = { stream: roomStream(roomId), person, device, at };
  const serverPersonId = '' as PersonId;
  const changes = fold({ header, command: command.value, objectId: row.objectId, serverPersonId });
  const room = changes.find((change) => change.type === 'room.put')?.room;
  if (room === undefined) return null;
  const memberIds = changes.flatMap((change) => (change.type === 'member.add' ? [change.personId] : []));
  return {
    ...described(room),
    memberIds,
    isMember: true,
    isClosed: false,
    isBlocked: false,
    unread: 0,
    isNew: false,
    lastRead: 0,
    firstUnread: null,
    waiting: context.tables.outbox.waitingIn(roomId),
    isWaiting: true,
    lastAt: at,
  };
}
