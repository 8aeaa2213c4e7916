import { roomOfStream, type Stream } from '#shared/domain/stream.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';

/**
 * Reading goes on where it was: what this device had read before the server lost it, what its person wrote, and places of which
 * nothing may be seen are not unread when they stand behind what is read.
 */
export function markReadAgain({ tables, owner }: ClientContext, changes: Changes, stream: Stream): void {
  const { markers, events, aside } = tables;
  const roomId = roomOfStream(stream);
  if (roomId === null) return;
  const marker = markers.get(roomId);
  let { readUpTo } = marker;
  for (;;) {
    const next = events.itemOfOrigin(stream, readUpTo + 1);
    if (next === null) break;
    const wasRead =
      next.isBare || next.person === owner.personId || aside.ofCommand(next.person, next.commandId)?.wasRead;
    if (wasRead !== true) break;
    readUpTo += 1;
  }
  if (readUpTo === marker.readUpTo) return;
  markers.put({ ...marker, readUpTo, isReadUpToUnsent: true });
  changes.markerMoved();
}
