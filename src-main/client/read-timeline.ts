import type { ChatError, ChatParams } from '#shared/ipc/chat-api.ts';
import type { GapItem, TimelinePage } from '#shared/ipc/chat-view.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { ServerClient } from './server-client.ts';
import type { Session } from './session.ts';

/** How often one call asks the server before it shows what there is. */
const maxFills = 3;
/** Of what is missing at one place, so much is fetched at a time. */
const gapItems = 50;

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
    const session = liveSession(connector);
    if (gap === undefined || gap.key === filled || session === null || fills === maxFills) return ok(page.value);
    await session.fillGap({ roomId, from: gap.from, to: gap.to }, { maxItems });
    filled = gap.key;
  }
}

/** Asks the server for what a gap stands for, also when it was asked in vain before. */
export async function fillGap(
  { connector }: ServerClient,
  { roomId, from, to }: ChatParams<'timeline.fillGap'>,
): Promise<Result<null, ChatError>> {
  const filling = await liveSession(connector)?.fillGap({ roomId, from, to }, { maxItems: gapItems, isRetry: true });
  if (filling === 'filled') return ok(null);
  return err({ type: filling === 'not_there' ? 'messages_not_there' : 'server_unreachable' });
}

function liveSession({ session, state }: ServerClient['connector']): Session | null {
  return state.type === 'active' && state.phase === 'live' ? session : null;
}

function newestGap({ items }: TimelinePage): GapItem | undefined {
  return items.findLast((item): item is GapItem => item.type === 'gap');
}
