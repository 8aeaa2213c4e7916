import type { EventHeader } from '#shared/domain/event.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { originOf } from '#shared/domain/register.ts';
import { roomOfStream } from '#shared/domain/stream.ts';
import { bareFrameText, eventFrameText, type EventText } from '../event-text.ts';
import type { ReturnedPlace } from './member-spans.ts';
import { sharedWith } from './parting.ts';
import type { RoomState } from '../room-table.ts';
import type { ServerTables } from '../server-tables.ts';

/**
 * The frame of an event for one person. A healed one comes after its time: of a room that shows its members what was said from
 * joining on, only its author and who was a member where it stood first get more than that its place is taken (H5, I8).
 */
export function frameFor(tables: ServerTables, personId: PersonId, event: EventText): string {
  const { header } = event;
  const room = header.origin === undefined ? null : roomWithRule(tables, header);
  const isSeen =
    room === null ||
    header.person === personId ||
    tables.memberSpans.wasMember(room, personId, placeOf(tables, header));
  return isSeen ? eventFrameText(event) : bareFrameText(event);
}

/** The members who get no more of it than its header. */
export function hiddenFrom(tables: ServerTables, header: EventHeader): PersonId[] {
  const room = header.origin === undefined ? null : roomWithRule(tables, header);
  if (room === null) return [];
  const place = placeOf(tables, header);
  return [...room.memberIds].filter(
    (personId) => personId !== header.person && !tables.memberSpans.wasMember(room, personId, place),
  );
}

function placeOf(tables: ServerTables, header: EventHeader): ReturnedPlace {
  const origin = originOf(header);
  const epochId = tables.epochs.epochId(origin.epoch);
  // Of an epoch that this log never had, its own events are later by their number.
  const sharedSeq = epochId === null ? Infinity : sharedWith(tables, { epoch: origin.epoch, epochId });
  return { ...origin, sharedSeq };
}

function roomWithRule({ rooms }: ServerTables, { stream }: EventHeader): RoomState | null {
  const roomId = roomOfStream(stream);
  const room = roomId === null ? null : rooms.byId(roomId);
  return room?.room.kind === 'channel' && room.room.history === 'joined' ? room : null;
}
