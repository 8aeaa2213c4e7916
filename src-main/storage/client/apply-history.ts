import { roomStream } from '#shared/domain/stream.ts';
import type { ReceivedHistory } from '../client-store.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { mendHoles } from './mend-holes.ts';
import { subtract } from './ranges.ts';
import { readStoredEvent } from './read-event.ts';
import { receiveEvent } from './receive-event.ts';
import { markReadAgain } from './mark-read-again.ts';
import { changeGaps } from './change-gaps.ts';
import { foldStream } from './stream-progress.ts';

/** A page of the past fills the gap it covers, and what cannot be seen below it is no gap either (P8). */
export function applyHistory(context: ClientContext, changes: Changes, page: ReceivedHistory): void {
  const { tables } = context;
  const stream = roomStream(page.roomId);
  if (tables.meta.get().epoch?.epochId !== page.epoch.epochId || tables.streams.find(stream) === null) return;
  for (const frame of page.frames) {
    const event = readStoredEvent(frame);
    if (event?.header.stream !== stream) continue;
    receiveEvent(context, changes, { event, source: 'page' });
  }
  const covered = { from: page.next === null ? 1 : Math.min(page.from, page.next), to: page.to };
  const after = subtract(tables.gaps.of(stream), [covered]);
  changeGaps(context, changes, { stream, after, isLive: false });
  mendHoles(context, changes, stream);
  markReadAgain(context, changes, stream);
  foldStream(context, changes, stream);
  changes.room(page.roomId);
}
