import { roomOfStream } from '#shared/domain/stream.ts';
import type { ReceivedFrame } from '../client-store.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { capMarker } from './markers.ts';
import { readStoredEvent } from './read-event.ts';

export interface Lost {
  readonly frame: ReceivedFrame;
  /** Whether the person had read it: then it is not unread when it comes back. */
  readonly wasRead: boolean;
}

/**
 * Takes an event that the server does not have any more off the screen, and keeps it beside. What stands at its place now was
 * not read by anybody.
 */
export function setAside(context: ClientContext, changes: Changes, { frame, wasRead }: Lost): void {
  const event = readStoredEvent(frame);
  if (event === null) return;
  const { aside, meta } = context.tables;
  const { stream, streamSeq, itemNumber } = event.header;
  const roomId = roomOfStream(stream);
  aside.move(stream, streamSeq, wasRead);
  meta.addEvents(-1);
  if (roomId !== null && itemNumber !== undefined) capMarker(context, roomId, itemNumber - 1);
  changes.eventGone(event);
}
