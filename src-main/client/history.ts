import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { Epoch } from '#shared/domain/epoch.ts';
import type { RoomId } from '#shared/domain/ids.ts';
import type { ClientStore, Gap } from '../storage/client-store.ts';
import { framesOf } from './catch-up.ts';
import type { Inbox } from './inbox.ts';
import { isPassing, type Requests } from './requests.ts';

/**
 * Fills the gaps of the rooms from the server (D7, D8): first where somebody looks or something is missing, then, slowly, all
 * the rest, newest first. One page is under way at a time, and commands go first.
 */
export interface History {
  /** These rooms have been opened, joined or found to have a hole: their newest gap is filled at once. */
  want(roomIds: readonly RoomId[]): void;
  /** Somebody looks at this gap: resolves when the page at its newer end is there, or cannot be had. */
  fill(gap: Gap, options: FillOptions): Promise<GapFilling>;
  /** Goes on until nothing is missing. */
  start(): void;
  /** Something is missing that was not: goes on in the background, if it had come to its end. */
  goOn(): void;
  end(): void;
}

export interface FillOptions {
  readonly maxItems: number;
  /** Asks also for what a page did not bring before. */
  readonly isRetry?: boolean;
}

/** What became of a gap that somebody looks at. */
export type GapFilling =
  | 'filled'
  /** Nobody can be asked now. */
  | 'unreachable'
  /** The server answered without it. */
  | 'not_there';

export interface HistoryContext {
  readonly store: ClientStore;
  readonly requests: Requests;
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly epoch: Epoch;
  /** Whether own commands wait: they go before the past. */
  readonly isBusy: () => boolean;
  readonly onFailed: (error: unknown) => void;
}

const pageItems = 50;
const paceMs = 100;
const busyMs = 250;
const laterMs = 1_000;
/** Gaps of one room that are looked through for whether one is filled. */
const maxRoomGaps = 1_000;

/** What came of asking for a page; `later`: nothing, for a reason that passes; `hopeless`: not what was asked for. */
type Filling = 'filled' | 'hopeless' | 'later' | 'disconnected';

/** How long to wait before the next page in the background; null: there is nobody to ask. */
const nextWaitMs: Readonly<Record<Filling, number | null>> = {
  filled: paceMs,
  hopeless: paceMs,
  later: laterMs,
  disconnected: null,
};

const fillings: Readonly<Record<Filling, GapFilling>> = {
  filled: 'filled',
  hopeless: 'not_there',
  later: 'unreachable',
  disconnected: 'unreachable',
};

interface Wish {
  readonly roomId: RoomId;
  /** Null: the newest one. */
  readonly gap: Gap | null;
  readonly options: FillOptions;
  readonly done: (filling: GapFilling) => void;
}

export function createHistory(context: HistoryContext): History {
  const { store, clock } = context;
  const wishes: Wish[] = [];
  /** Gaps that a page of the server did not make smaller: not asked for again over this connection. */
  const hopeless = new Set<string>();
  let isStarted = false;
  let isRunning = false;
  let isAtEnd = false;
  let isAskedMeanwhile = false;
  let isEnded = false;
  let cancelPace: CancelTimer = () => undefined;

  function run(): void {
    if (isRunning || isEnded) return;
    isRunning = true;
    isAtEnd = false;
    isAskedMeanwhile = false;
    cancelPace();
    step().then(
      (waitMs) => {
        isRunning = false;
        isAtEnd = waitMs === null;
        if (waitMs === 0 || wishes.length > 0 || (isAtEnd && isAskedMeanwhile)) run();
        else if (waitMs !== null && !isEnded) cancelPace = clock.after(waitMs, run);
      },
      (error: unknown) => {
        end();
        context.onFailed(error);
      },
    );
  }

  /** One page; how long to wait before the next, null when there is nothing more to do. */
  async function step(): Promise<number | null> {
    const wish = wishes.shift();
    if (wish !== undefined) {
      wish.done(await grant(wish));
      return 0;
    }
    if (!isStarted) return null;
    if (context.isBusy()) return busyMs;
    const gap = (await store.nextGaps(hopeless.size + 1)).find((each) => !hopeless.has(keyOf(each)));
    if (gap === undefined) return null;
    return nextWaitMs[await fillGap(gap, pageItems)];
  }

  async function grant(wish: Wish): Promise<GapFilling> {
    const gap = await wishedGap(wish);
    if (gap === undefined) return 'filled';
    if (wish.options.isRetry === true) hopeless.delete(keyOf(gap));
    return hopeless.has(keyOf(gap)) ? 'not_there' : fillings[await fillGap(gap, wish.options.maxItems)];
  }

  /** What is left by now of the gap that is wanted. */
  async function wishedGap({ roomId, gap }: Wish): Promise<Gap | undefined> {
    const left = await store.nextGaps(gap === null ? 1 : maxRoomGaps, roomId);
    if (gap === null) return left[0];
    const rest = left.find(({ from, to }) => from <= gap.to && to >= gap.from);
    return rest && { roomId, from: Math.max(rest.from, gap.from), to: Math.min(rest.to, gap.to) };
  }

  async function fillGap(gap: Gap, maxItems: number): Promise<Filling> {
    const { roomId } = gap;
    const params = { roomId, epochId: context.epoch.epochId, before: gap.to + 1, maxItems };
    const reply = await context.requests.request('history.page', params);
    if (isEnded || (!reply.ok && reply.error.type === 'disconnected')) return 'disconnected';
    // What did not work just now may work later: the gap is not to blame.
    if (!reply.ok && isPassing(reply.error)) return 'later';
    if (reply.ok) {
      const { from, to, next } = reply.value.value;
      await context.inbox.history({ roomId, epoch: context.epoch, from, to, next }, framesOf(reply.value));
    }
    const left = await store.nextGaps(maxRoomGaps, roomId);
    if (!left.some((each) => keyOf(each) === keyOf(gap))) return 'filled';
    hopeless.add(keyOf(gap));
    return 'hopeless';
  }

  function end(): void {
    isEnded = true;
    cancelPace();
    for (const wish of wishes.splice(0)) wish.done('unreachable');
  }

  return {
    want: (roomIds) => {
      // Whoever is let in again is answered where they were not.
      for (const key of [...hopeless]) if (roomIds.some((roomId) => isOf(key, roomId))) hopeless.delete(key);
      const isNew = (roomId: RoomId) => !wishes.some((wish) => wish.roomId === roomId && wish.gap === null);
      for (const roomId of roomIds.filter(isNew)) {
        wishes.push({ roomId, gap: null, options: { maxItems: pageItems }, done: () => undefined });
      }
      run();
    },
    fill: (gap, options) =>
      new Promise((resolve) => {
        if (isEnded) resolve('unreachable');
        else wishes.unshift({ roomId: gap.roomId, gap, options, done: resolve });
        run();
      }),
    start: () => {
      isStarted = true;
      // A look for what is wanted may be under way, and found nothing while there was nothing else to do.
      isAskedMeanwhile = true;
      run();
    },
    goOn: () => {
      isAskedMeanwhile = true;
      if (isAtEnd) run();
    },
    end,
  };
}

function isOf(key: string, roomId: RoomId): boolean {
  return key.startsWith(`${roomId} `);
}

function keyOf({ roomId, from, to }: Gap): string {
  return `${roomId} ${from} ${to}`;
}
