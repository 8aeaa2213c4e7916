import type { CommandEnvelope } from '#shared/domain/command.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { originOf } from '#shared/domain/register.ts';
import { roomOfStream } from '#shared/domain/stream.ts';
import { bareFrameText, eventFrameText, type EventText } from '../event-text.ts';
import type { ReturnedPlace } from './member-spans.ts';
import { sharedWithBoth } from './parting.ts';
import { nothingShared } from './shared-part.ts';
import type { RoomState } from '../room-table.ts';
import type { ServerTables } from '../server-tables.ts';

/**
 * The frame of an event for one person. A healed one comes after its time: of what was said in a room that shows its members what was
 * said from joining on, or that was made anew since, only its author and who was a member where it stood first get more than that its
 * place is taken (H5, I8); in any private one nobody who was out then does (P6). By what changes the room as it is now they know it
 * as a snapshot shows it.
 */
export function frameFor(tables: ServerTables, personId: PersonId, event: EventText): string {
  return isSeenBy(tables, personId, event) ? eventFrameText(event) : bareFrameText(event);
}

/** Whether the person gets more of it than its header, where they may see its place. */
export function isSeenBy(tables: ServerTables, personId: PersonId, event: EventText): boolean {
  const ruled = ruledBy(tables, event);
  return ruled === null || isSeenUnder(tables, ruled, { personId, event });
}

/** The members who get no more of it than its header. */
export function hiddenFrom(tables: ServerTables, event: EventText): PersonId[] {
  const ruled = ruledBy(tables, event);
  if (ruled === null) return [];
  return [...ruled.room.memberIds].filter((personId) => !isSeenUnder(tables, ruled, { personId, event }));
}

function isSeenUnder(
  { memberSpans }: ServerTables,
  { room, place, isForMembers }: Ruled,
  { personId, event }: { readonly personId: PersonId; readonly event: EventText },
): boolean {
  if (event.header.person === personId) return true;
  if (room.room.visibility === 'private' && memberSpans.wasOut(personId, place)) return false;
  return !isForMembers || memberSpans.wasMember(room, personId, place);
}

interface Ruled {
  readonly room: RoomState;
  readonly place: ReturnedPlace;
  /** Whether those alone see it who were in the room then. */
  readonly isForMembers: boolean;
}

/** The room of which not every member sees it, and where it stood first; null where every member does. */
function ruledBy(tables: ServerTables, event: EventText): Ruled | null {
  const roomId = isOfItsTime(event) ? roomOfStream(event.header.stream) : null;
  const room = roomId === null ? null : tables.rooms.byId(roomId);
  if (room === null) return null;
  const { kind, history, visibility } = room.room;
  const place = placeOf(tables, event);
  const isForMembers = kind === 'channel' && (history === 'joined' || isMadeAnew(tables, room, place));
  return isForMembers || visibility === 'private' ? { room, place, isForMembers } : null;
}

/** Whether it came back and is about its own time alone: what it says of the room as it is now, a snapshot tells every member. */
function isOfItsTime({ header: { kind, origin } }: EventText): boolean {
  return origin !== undefined && (kind === 'message.posted' || origin.isOverruled === true);
}

/** The number of the epoch in which it stood first may be that of another life of the log: what came back says of which it is. */
function placeOf(tables: ServerTables, { header, command }: EventText): ReturnedPlace {
  const origin = originOf(header);
  const place = tables.pieces.placeOf(header.person, commandIdOf(command));
  return { ...origin, shared: place === null ? nothingShared : sharedWithBoth(tables, place, origin) };
}

/**
 * Whether the log took it that the room is made after the two lives parted. Its maker may have said something else of it this time, as
 * that it is open to all, or have left it meanwhile: it was said to those who were in it. What was made in the same words for all to
 * see is what it was.
 */
function isMadeAnew({ events, givenPlaces }: ServerTables, state: RoomState, { shared }: ReturnedPlace): boolean {
  const { room, roomRef } = state;
  const madeSeq = events.seqAt(roomRef, 1);
  if (madeSeq === null || madeSeq <= shared.least || events.originAt(madeSeq)?.isOwn !== true) return false;
  const made = room.visibility === 'public' ? events.bySeq(madeSeq) : null;
  return made === null || !givenPlaces.isAnyTaken(room.createdBy, commandIdOf(made.command));
}

function commandIdOf(command: string): CommandEnvelope['commandId'] {
  return (JSON.parse(command) as CommandEnvelope).commandId;
}
