import { roomOfStream } from '#shared/domain/stream.ts';
import { readWallClock } from '#shared/domain/wall-clock.ts';
import type { HopSource } from '#shared/ipc/chat-view.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { isDeviceOf } from './device-links.ts';
import { markInvitation, markOwnMessage } from './markers.ts';
import type { OutboxRow } from './outbox-table.ts';
import { putAway } from './put-away.ts';
import type { ReadEvent } from './read-event.ts';
import { markReadAgain } from './mark-read-again.ts';
import { settle } from './results.ts';
import { extendStream, moveStream } from './stream-progress.ts';

/** How an event came: a `page` is of the past. */
export type EventSource = HopSource;

/** Takes in one event: stores it, moves its stream on, settles the own command that became it, and tells what is new. */
export function receiveEvent(
  context: ClientContext,
  changes: Changes,
  { event: read, source }: { readonly event: ReadEvent; readonly source: EventSource },
): void {
  const event = ofItsPerson(context, read);
  const { tables } = context;
  const { header } = event;
  const { stream, streamSeq, itemNumber } = header;
  const roomId = roomOfStream(stream);
  const isLive = source !== 'page' || streamSeq > (tables.streams.find(stream)?.head ?? 0);
  const twin = header.origin === undefined ? null : tables.aside.ofCommand(header.person, event.envelope.commandId);
  const placement = putAway(context, changes, event);
  if (roomId !== null && itemNumber !== undefined) tables.rooms.raiseItemHead(roomId, itemNumber);
  const settled = settleByEvent(context, changes, event);
  const isSettled = settled !== null;
  if (placement !== 'held' && itemNumber !== undefined && (source !== 'page' || isSettled)) {
    const receivedAt = readWallClock(context.clock);
    tables.hops.put(event.header, { sentAt: settled?.sentAt ?? null, receivedAt, via: source });
  }
  if (header.origin !== undefined) markReadAgain(context, changes, stream);
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

/** A signature counts for the person whose device made it (P11, P18), and for nobody else. */
function ofItsPerson(context: ClientContext, event: ReadEvent): ReadEvent {
  const { device, person } = event.header;
  return !event.isSigned || event.isBare || isDeviceOf(context, device, person) ? event : { ...event, isSigned: false };
}

/** An own event is its command's acceptance, whichever way it comes (P7). */
function settleByEvent(context: ClientContext, changes: Changes, { header, envelope }: ReadEvent): OutboxRow | null {
  if (header.person !== context.owner.personId) return null;
  const row = context.tables.outbox.find(envelope.commandId);
  if (row === null) return null;
  settle(context, changes, row);
  if (row.roomId !== null) changes.room(row.roomId);
  return row;
}

/** A gap with nothing above it stood at the end: now it stands before this event. */
function moveGapBelow({ tables }: ClientContext, changes: Changes, { header, envelope }: ReadEvent): void {
  const { stream, streamSeq } = header;
  const gap = tables.gaps.below(stream, streamSeq);
  if (gap === null || tables.shown.placeAbove(stream, gap.to)?.commandId !== envelope.commandId) return;
  changes.gapMoved(stream, gap);
}
