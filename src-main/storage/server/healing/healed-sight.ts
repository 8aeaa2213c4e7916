import type { EventHeader, Origin } from '#shared/domain/event.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { compareOrigins, originOf } from '#shared/domain/register.ts';
import { roomOfStream } from '#shared/domain/stream.ts';
import { bareFrameText, eventFrameText, type EventText } from '../event-text.ts';
import type { RoomState } from '../room-table.ts';
import type { ServerTables } from '../server-tables.ts';

/**
 * The frame of an event for one person. A healed one comes after its time: of a room that shows its members what was said from
 * joining on, only who was a member where it stood first gets more than that its place is taken (H5, I8).
 */
export function frameFor(tables: ServerTables, personId: PersonId, event: EventText): string {
  const { header } = event;
  const room = header.origin === undefined ? null : roomWithRule(tables, header);
  const isSeen = room === null || wasMember(tables, { room, personId, origin: originOf(header) });
  return isSeen ? eventFrameText(event) : bareFrameText(event);
}

/** The members who get no more of it than its header. */
export function hiddenFrom(tables: ServerTables, header: EventHeader): PersonId[] {
  const room = header.origin === undefined ? null : roomWithRule(tables, header);
  if (room === null) return [];
  const origin = originOf(header);
  return [...room.memberIds].filter((personId) => !wasMember(tables, { room, personId, origin }));
}

function roomWithRule({ rooms }: ServerTables, { stream }: EventHeader): RoomState | null {
  const roomId = roomOfStream(stream);
  const room = roomId === null ? null : rooms.byId(roomId);
  return room?.room.kind === 'channel' && room.room.history === 'joined' ? room : null;
}

interface Presence {
  readonly room: RoomState;
  readonly personId: PersonId;
  readonly origin: Origin;
}

function wasMember({ access, people, events }: ServerTables, { room, personId, origin }: Presence): boolean {
  const personRef = people.byId(personId)?.personRef;
  if (personRef === undefined) return false;
  const { roomRef } = room;
  return access.ofRoom({ personRef, roomRef }).some(({ openedSeq, to }) => {
    const opened = events.originAt(openedSeq);
    if (opened === null || compareOrigins(opened, origin) > 0) return false;
    const closedSeq = to === null ? null : events.seqAt(roomRef, to);
    const closed = closedSeq === null ? null : events.originAt(closedSeq);
    return closed === null || compareOrigins(origin, closed) <= 0;
  });
}
