import type { ChatError, ChatParams } from '#shared/ipc/chat-api.ts';
import type { GapItem, TimelinePage } from '#shared/ipc/chat-view.ts';
import { ok, type Result } from '#shared/result.ts';
import type { ServerClient } from './server-client.ts';

/** How often one call asks the server before it shows what there is. */
const maxFills = 3;

/** A page of a timeline from this device; where it has a gap and the server can be asked, the gap is filled first. */
export async function readTimeline(
  { store, connector }: ServerClient,
  { roomId, before, maxItems }: ChatParams<'timeline.page'>,
): Promise<Result<TimelinePage, ChatError>> {
  let filled: string | null = null;
  for (let fills = 0; ; fills += 1) {
    const page = await store.timelinePage({ roomId, before: before ?? null, maxItems });
    if (!page.ok) return page;
    const gap = newestGap(page.value);
    const { session, state } = connector;
    const canAsk = session !== null && state.type === 'active' && state.phase === 'live';
    if (gap === undefined || gap.key === filled || !canAsk || fills === maxFills) return ok(page.value);
    await session.fillGap({ roomId, from: gap.from, to: gap.to }, maxItems);
    filled = gap.key;
  }
}

function newestGap({ items }: TimelinePage): GapItem | undefined {
  return items.findLast((item): item is GapItem => item.type === 'gap');
}
