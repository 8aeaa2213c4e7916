import type { ClientContext } from './client-context.ts';
import type { StoredEvent } from './event-table.ts';
import type { ReadEvent } from './read-event.ts';
import { isShown } from './timeline-item.ts';

/**
 * Stores an event unless it is held already; says whether it is news. What a new epoch contradicts makes room for it; in
 * one epoch what came first stays.
 */
export function putAway(context: ClientContext, event: ReadEvent): boolean {
  const { events, meta } = context.tables;
  const { stream, streamSeq, person } = event.header;
  const held = events.at(stream, streamSeq);
  const stored = storedEvent(context, event);
  if (held?.mac === event.mac) {
    // What was signed takes the place of what was not, and of what this device put together from a later transmission.
    const isBetter = stored.isSigned && held.frame !== stored.text && held.commandId === stored.commandId;
    if (isBetter) events.replaceFrame(held, stored.text);
    return isBetter;
  }
  for (const other of [held, events.ofCommand(person, stored.commandId)]) {
    if (other === null) continue;
    if (other.epoch >= event.header.epoch) return false;
    context.tables.aside.move(other);
    meta.addEvents(-1);
  }
  events.insert(stored);
  meta.addEvents(1);
  return true;
}

/** An event as its row will be. */
export function storedEvent(context: ClientContext, event: ReadEvent): StoredEvent {
  const { header, envelope, mac, text, isSigned, command } = event;
  const isMessage = header.kind === 'message.posted';
  const isOwn = header.person === context.owner.personId;
  return {
    ...{ header, commandId: envelope.commandId, mac, text, isSigned },
    isKnown: command !== null,
    isShown: isShown(event),
    isOwnMessage: isOwn && isMessage && header.itemNumber !== undefined,
  };
}
