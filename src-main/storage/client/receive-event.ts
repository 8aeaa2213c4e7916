import { roomOfStream } from '#shared/domain/stream.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { markInvitation, markOwnMessage } from './markers.ts';
import { putAway } from './put-away.ts';
import type { ReadEvent } from './read-event.ts';
import { readReturned } from './returned-items.ts';
import { extendStream, moveStream } from './stream-progress.ts';

/** How an event came: a `page` is of the past. */
export type EventSource = 'live' | 'replay' | 'page';

/** Takes in one event: stores it, moves its stream on, settles the own command that became it, and tells what is new. */
export function receiveEvent(
  context: ClientContext,
  changes: Changes,
  { event, source }: { readonly event: ReadEvent; readonly source: EventSource },
): void {
  const { tables } = context;
  const { header } = event;
  const { stream, streamSeq, itemNumber } = header;
  const roomId = roomOfStream(stream);
  const isLive = source !== 'page' || streamSeq > (tables.streams.find(stream)?.head ?? 0);
  const twin = header.origin === undefined ? null : tables.aside.ofCommand(header.person, event.envelope.commandId);
  const placement = putAway(context, changes, event);
  if (roomId !== null && itemNumber !== undefined) tables.rooms.raiseItemHead(roomId, itemNumber);
  const isSettled = settleByEvent(context, changes, event);
  if (header.origin !== undefined) readReturned(context, changes, stream);
  else if (source !== 'page' || isSettled) markOwnMessage(context, event, { isSentHere: isSettled });
  if (source === 'page') extendStream(context, event);
  else moveStream(context, changes, { event, source });
  // The server lost something, and what is held of its streams cannot be trusted: a snapshot says what it has.
  if (placement === 'contradicts' && source !== 'page') {
    tables.meta.needResync();
    changes.resync();
  }
  if (placement === 'held') return;
  // What this device held before the server lost it is no news.
  const isNews = isLive && twin === null;
  if (isNews) markInvitation(context, event);
  changes.event(event, isNews);
  moveGapBelow(context, changes, event);
  if (roomId !== null) changes.room(roomId);
}

/** An own event is its command's acceptance, whichever way it comes (P7). */
function settleByEvent({ tables, owner }: ClientContext, changes: Changes, { header, envelope }: ReadEvent): boolean {
  if (header.person !== owner.personId) return false;
  const row = tables.outbox.find(envelope.commandId);
  if (row === null) return false;
  tables.outbox.remove(row.commandId);
  changes.settled(row.commandId);
  if (row.roomId !== null) changes.room(row.roomId);
  return true;
}

/** A gap with nothing above it stood at the end: now it stands before this event. */
function moveGapBelow({ tables }: ClientContext, changes: Changes, { header, envelope }: ReadEvent): void {
  const { stream, streamSeq } = header;
  const gap = tables.gaps.below(stream, streamSeq);
  if (gap === null || tables.shown.placeAbove(stream, gap.to)?.commandId !== envelope.commandId) return;
  changes.gapMoved(stream, gap);
}
