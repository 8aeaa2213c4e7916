import { roomStream } from '#shared/domain/stream.ts';
import type { ReceivedHistory } from '../client-store.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { endDoubt } from './doubt.ts';
import { subtract } from './ranges.ts';
import { readStoredEvent, type ReadEvent } from './read-event.ts';
import { receiveEvent } from './receive-event.ts';
import { changeGaps } from './stream-gaps.ts';
import { foldStream } from './stream-progress.ts';

/** A page of the past fills the gap it covers, and what cannot be seen below it is no gap either (P8). */
export function applyHistory(context: ClientContext, changes: Changes, page: ReceivedHistory): void {
  const { tables } = context;
  const stream = roomStream(page.roomId);
  if (tables.meta.get().epoch?.epochId !== page.epoch.epochId || tables.streams.find(stream) === null) return;
  let sharedSeq = 0;
  for (const frame of page.frames) {
    const event = readStoredEvent(frame);
    if (event?.header.stream !== stream) continue;
    if (isInDoubt(context, event)) sharedSeq = Math.max(sharedSeq, event.header.seq);
    receiveEvent(context, changes, { event, source: 'page' });
  }
  const covered = { from: page.next === null ? 1 : Math.min(page.from, page.next), to: page.to };
  const after = subtract(tables.gaps.of(stream), [covered]);
  changeGaps(context, changes, { stream, after, isLive: false });
  if (sharedSeq > 0) endDoubt(context, changes, sharedSeq);
  foldStream(context, changes, stream);
  changes.room(page.roomId);
}

/** Whether this very event is held here, and counts as missing all the same. */
function isInDoubt({ tables }: ClientContext, { header, mac }: ReadEvent): boolean {
  const { stream, streamSeq } = header;
  return tables.gaps.holds(stream, streamSeq) && tables.events.at(stream, streamSeq)?.mac === mac;
}
