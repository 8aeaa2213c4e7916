import type { Epoch } from '#shared/domain/epoch.ts';
import { utf8Bytes } from '#shared/domain/text.ts';
import { limits } from '#shared/protocol/limits.ts';
import type { Position } from '#shared/protocol/position.ts';
import type { ClientStore, ReceivedFrame, ReceivedHistory, ReceivedSnapshot } from '../storage/client-store.ts';
import type { StoreChanges } from '../storage/store-changes.ts';
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

/** Taken when its turn comes, so that a batch holds all that has come in by then. */
interface Job {
  readonly unchecked: readonly UncheckedFrame[];
  readonly write: (frames: readonly ReceivedFrame[]) => Promise<CommittedNews>;
}

const maxBatchItems = 512;

export function createInbox({ store, check, onCommitted, onFailed }: InboxContext): Inbox {
  const queue = createSerialQueue();
  const waiting: LiveItem[] = [];
  let waitingBytes = 0;
  let liveEpoch: Epoch | null = null;
  let isScheduled = false;
  let isEnded = false;

  function fail(failure: InboxFailure): void {
    if (isEnded) return;
    isEnded = true;
    onFailed(failure);
  }

  /** Nothing is written once the connection has ended: the next one starts from what is on disk by then. */
  function commit(takeJob: () => Job): Promise<void> {
    return queue.run(async () => {
      if (isEnded) return;
      try {
        const { unchecked, write } = takeJob();
        const frames = await check(unchecked);
        if (!isEnded) onCommitted(await write(frames));
      } catch (error) {
        fail({ type: 'storage_failed', detail: error instanceof Error ? error.message : 'unknown' });
      }
    });
  }

  function schedule(): void {
    if (isScheduled || waiting.length === 0 || liveEpoch === null) return;
    const epoch = liveEpoch;
    isScheduled = true;
    void commit(() => takeLive(epoch));
  }

  function takeLive(epoch: Epoch): Job {
    const items = waiting.splice(0, nextBatchLength(waiting));
    isScheduled = false;
    schedule();
    const unchecked = items.flatMap(({ frame }) => frame ?? []);
    for (const { text } of unchecked) waitingBytes -= utf8Bytes(text);
    const position = items.findLast((item) => item.position !== null)?.position ?? null;
    const answered = items.flatMap(({ answers }) => answers ?? []);
    const write: Job['write'] = async (frames) => ({
      changes: await store.applyFrames({ epoch, frames, position, source: 'live' }),
      position,
      answered,
    });
    return { unchecked, write };
  }

  return {
    receive: (frame, answers) => {
      waitingBytes += utf8Bytes(frame.text);
      waiting.push({ frame, answers, position: null });
      if (waitingBytes > limits.maxBufferedBytes) fail({ type: 'too_slow' });
      schedule();
    },
    cover: (position) => {
      // The newer one covers all that the older one did: positions alone must not pile up.
      if (waiting.at(-1)?.frame === null) waiting.pop();
      waiting.push({ frame: null, answers: null, position });
      schedule();
    },
    goLive: (epoch) => {
      liveEpoch = epoch;
      schedule();
    },
    replayPage: ({ epoch, frames: unchecked, position, answered }) => {
      const write: Job['write'] = async (frames) => ({
        changes: await store.applyFrames({ epoch, frames, position, source: 'replay' }),
        position,
        answered,
      });
      return commit(() => ({ unchecked, write }));
    },
    snapshot: (snapshot) => {
      const write: Job['write'] = async () => ({
        changes: await store.applySnapshot(snapshot),
        position: snapshot.position,
        answered: [],
      });
      return commit(() => ({ unchecked: [], write }));
    },
    history: (page, unchecked) => {
      const write: Job['write'] = async (frames) => ({
        changes: await store.applyHistory({ ...page, frames }),
        position: null,
        answered: [],
      });
      return commit(() => ({ unchecked, write }));
    },
    end: () => {
      isEnded = true;
      waiting.length = 0;
    },
  };
}

/** Up to the last position there is, so that it is committed with what it covers; else whatever has come in. */
function nextBatchLength(waiting: readonly LiveItem[]): number {
  const reachable = waiting.slice(0, maxBatchItems);
  const last = reachable.findLastIndex(({ position }) => position !== null);
  return last < 0 ? reachable.length : last + 1;
}
