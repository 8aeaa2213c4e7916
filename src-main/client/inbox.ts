import type { Epoch } from '#shared/domain/epoch.ts';
import { utf8Bytes } from '#shared/domain/text.ts';
import { limits } from '#shared/protocol/limits.ts';
import type { Position } from '#shared/protocol/position.ts';
import type { ClientStore, ReceivedHistory, ReceivedSnapshot, StoreChanges } from '../storage/client-store.ts';
import { createSerialQueue } from './serial-queue.ts';
import type { CheckFrames, UncheckedFrame } from './signature-check.ts';

/**
 * What came over one connection, on its way into the database: in order, and together with the position that covers it (D6).
 * Live frames wait until the catch-up is committed, so that neither events nor positions go back.
 */
export interface Inbox {
  /** A live frame. `answers`: the number of the own command whose result it is. */
  receive(frame: UncheckedFrame, answers: number | null): void;
  /** Everything received so far is covered by this. */
  cover(position: Position): void;
  /** The catch-up is committed: what has come in meanwhile follows. */
  goLive(epoch: Epoch): void;
  replayPage(page: ReplayPage): Promise<void>;
  snapshot(snapshot: ReceivedSnapshot): Promise<void>;
  history(page: Omit<ReceivedHistory, 'frames'>, frames: readonly UncheckedFrame[]): Promise<void>;
  end(): void;
}

export interface ReplayPage {
  readonly epoch: Epoch;
  readonly frames: readonly UncheckedFrame[];
  readonly position: Position;
  /** Numbers of own commands whose events stand in for their results (P7). */
  readonly answered: readonly number[];
}

export interface InboxContext {
  readonly store: ClientStore;
  readonly check: CheckFrames;
  readonly onCommitted: (news: CommittedNews) => void;
  /** The database did not take it, or more came in than it can take: the connection has to go. */
  readonly onFailed: (failure: InboxFailure) => void;
}

export interface CommittedNews {
  readonly changes: StoreChanges;
  readonly position: Position | null;
  /** Own commands that have their result on disk now, by number. */
  readonly answered: readonly number[];
}

export type InboxFailure = { readonly type: 'storage_failed'; readonly detail: string } | { readonly type: 'too_slow' };

interface LiveItem {
  /** Null where a position comes alone. */
  readonly frame: UncheckedFrame | null;
  readonly answers: number | null;
  readonly position: Position | null;
}

const maxBatchItems = 512;

export function createInbox({ store, check, onCommitted, onFailed }: InboxContext): Inbox {
  const queue = createSerialQueue();
  let waiting: readonly LiveItem[] = [];
  let waitingBytes = 0;
  let liveEpoch: Epoch | null = null;
  let isScheduled = false;
  let isEnded = false;

  function fail(failure: InboxFailure): void {
    if (isEnded) return;
    isEnded = true;
    onFailed(failure);
  }

  /** Runs when what stands before it is committed, unless the connection has ended meanwhile. */
  function commit(write: () => Promise<CommittedNews>): Promise<void> {
    return queue.run(async () => {
      if (isEnded) return;
      try {
        onCommitted(await write());
      } catch (error) {
        fail({ type: 'storage_failed', detail: error instanceof Error ? error.message : 'unknown' });
      }
    });
  }

  function add(item: LiveItem): void {
    waiting = [...waiting, item];
    schedule();
  }

  function schedule(): void {
    if (isScheduled || waiting.length === 0 || liveEpoch === null) return;
    const epoch = liveEpoch;
    isScheduled = true;
    void commit(() => commitWaiting(epoch));
  }

  async function commitWaiting(epoch: Epoch): Promise<CommittedNews> {
    const items = nextBatch(waiting);
    waiting = waiting.slice(items.length);
    isScheduled = false;
    schedule();
    const unchecked = items.flatMap(({ frame }) => frame ?? []);
    for (const { text } of unchecked) waitingBytes -= utf8Bytes(text);
    const frames = await check(unchecked);
    const position = items.findLast((item) => item.position !== null)?.position ?? null;
    const changes = await store.applyFrames({ epoch, frames, position, source: 'live' });
    return { changes, position, answered: items.flatMap(({ answers }) => answers ?? []) };
  }

  return {
    receive: (frame, answers) => {
      waitingBytes += utf8Bytes(frame.text);
      if (waitingBytes > limits.maxBufferedBytes) fail({ type: 'too_slow' });
      else add({ frame, answers, position: null });
    },
    cover: (position) => {
      add({ frame: null, answers: null, position });
    },
    goLive: (epoch) => {
      liveEpoch = epoch;
      schedule();
    },
    replayPage: ({ epoch, frames: unchecked, position, answered }) =>
      commit(async () => {
        const frames = await check(unchecked);
        const changes = await store.applyFrames({ epoch, frames, position, source: 'replay' });
        return { changes, position, answered };
      }),
    snapshot: (snapshot) =>
      commit(async () => {
        const changes = await store.applySnapshot(snapshot);
        return { changes, position: snapshot.position, answered: [] };
      }),
    history: (page, unchecked) =>
      commit(async () => {
        const changes = await store.applyHistory({ ...page, frames: await check(unchecked) });
        return { changes, position: null, answered: [] };
      }),
    end: () => {
      isEnded = true;
      waiting = [];
    },
  };
}

/** Up to the last position there is, so that it is committed with what it covers; else whatever has come in. */
function nextBatch(waiting: readonly LiveItem[]): readonly LiveItem[] {
  const reachable = waiting.slice(0, maxBatchItems);
  const last = reachable.findLastIndex(({ position }) => position !== null);
  return last < 0 ? reachable : reachable.slice(0, last + 1);
}
