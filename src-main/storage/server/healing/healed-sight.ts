import type { CommandEnvelope } from '#shared/domain/command.ts';
import type { EventHeader } from '#shared/domain/event.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { originOf } from '#shared/domain/register.ts';
import { roomOfStream } from '#shared/domain/stream.ts';
import { bareFrameText, eventFrameText, type EventText } from '../event-text.ts';
import type { ReturnedPlace } from './member-spans.ts';
import { sharedWithBoth } from './parting.ts';
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
    tables.memberSpans.wasMember(room, personId, placeOf(tables, event));
  return isSeen ? eventFrameText(event) : bareFrameText(event);
}

/** The members who get no more of it than its header. */
export function hiddenFrom(tables: ServerTables, event: EventText): PersonId[] {
  const { header } = event;
  const room = header.origin === undefined ? null : roomWithRule(tables, header);
  if (room === null) return [];
  const place = placeOf(tables, event);
  return [...room.memberIds].filter(
    (personId) => personId !== header.person && !tables.memberSpans.wasMember(room, personId, place),
  );
}

/** The number of the epoch in which it stood first may be that of another life of the log: what came back says of which it is. */
function placeOf(tables: ServerTables, { header, command }: EventText): ReturnedPlace {
  const origin = originOf(header);
  const { commandId } = JSON.parse(command) as CommandEnvelope;
  const life = tables.pieces.lifeOf(header.person, commandId);
  return { ...origin, sharedSeq: life === null ? 0 : sharedWithBoth(tables, life, origin) };
}

function roomWithRule({ rooms }: ServerTables, { stream }: EventHeader): RoomState | null {
  const roomId = roomOfStream(stream);
  const room = roomId === null ? null : rooms.byId(roomId);
  return room?.room.kind === 'channel' && room.room.history === 'joined' ? room : null;
}
