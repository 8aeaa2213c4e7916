import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { frameOf, type StoredEvent } from './event-table.ts';
import type { ReadEvent } from './read-event.ts';
import { setAside } from './set-aside.ts';
import { isShown } from './timeline-item.ts';

/** `held`: it is no news. `contradicts`: its place was another event's, of this very epoch. */
export type Placement = 'held' | 'new' | 'contradicts';

/**
 * Stores an event unless it is held already. What it contradicts makes room for it, unless that is of a later epoch: within
 * one, a server that lost something gives the same place again, and what it says last is what it has.
 */
export function putAway(context: ClientContext, changes: Changes, event: ReadEvent): Placement {
  const { events, meta } = context.tables;
  const { stream, streamSeq, person, epoch } = event.header;
  const held = events.at(stream, streamSeq);
  const stored = storedEvent(context, event);
  if (held?.mac === event.mac) {
    // What was signed takes the place of what was not, and of what this device put together from a later transmission.
    const isBetter = stored.isSigned && held.frame !== stored.text && held.commandId === stored.commandId;
    if (isBetter) events.replaceFrame(held, stored.text);
    return isBetter ? 'new' : 'held';
  }
  const others = [held, events.ofCommand(person, stored.commandId)].filter((other) => other !== null);
  if (others.some((other) => other.epoch > epoch)) return 'held';
  for (const other of others) setAside(context, changes, { frame: frameOf(other), wasRead: false });
  events.insert(stored);
  meta.addEvents(1);
  return held?.epoch === epoch ? 'contradicts' : 'new';
}

/** An event as its row will be. */
export function storedEvent(context: ClientContext, event: ReadEvent): StoredEvent {
  const { header, envelope, mac, text, isSigned, command, isBare } = event;
  const isMessage = header.kind === 'message.posted' && !isBare;
  const isOwn = header.person === context.owner.personId;
  return {
    header,
    commandId: envelope.commandId,
    mac,
    text,
    isSigned,
    isKnown: command !== null || isBare,
    isShown: isShown(event),
    isOwnMessage: isOwn && isMessage && header.itemNumber !== undefined,
  };
}
