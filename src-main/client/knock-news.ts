import type { Clock } from '#shared/clock.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { KnockView } from '#shared/ipc/door-api.ts';
import { createThrottle } from '#shared/throttle.ts';
import type { NotificationBoard } from './notification-board.ts';

/**
 * Tells a person who may let people in that somebody knocks at the door of one server (T7), while they may not be looking: one
 * notification a door, however many come. It names the newest, and goes when nobody waits any more who was not seen to.
 */
export interface KnockNews {
  /** The server says how many wait now. */
  waiting(count: number): void;
  /** Nobody can be let in any more: the connection is gone, or the person has left. */
  over(): void;
}

export interface KnockNewsContext {
  readonly clock: Clock;
  readonly serverId: ServerId;
  readonly serverName: () => string;
  /** Who waits, the longest first; none where the server does not say. */
  readonly list: () => Promise<readonly KnockView[]>;
  readonly board: Pick<NotificationBoard, 'knocks' | 'knocksOver'>;
}

/** However fast people come and go, the list is asked for so often. */
const readIntervalMs = 3_000;

export function createKnockNews(context: KnockNewsContext): KnockNews {
  const { clock, serverId, serverName, list, board } = context;
  /** Whom the person has been told of, by key. */
  let known: ReadonlySet<string> = new Set();
  /** Whom the notification that stands names. */
  let told: string | null = null;
  let isAnybodyWaiting = false;
  let reading = 0;

  const reads = createThrottle(clock, readIntervalMs, () => {
    reading += 1;
    const own = reading;
    void list().then((knocks) => {
      if (isAnybodyWaiting && own === reading) take(knocks);
    });
  });

  function take(knocks: readonly KnockView[]): void {
    const unseen = knocks.filter(({ isOpened }) => !isOpened);
    const fresh = unseen.filter((knock) => !known.has(keyOf(knock)));
    known = new Set(knocks.map(keyOf));
    const isToldThere = unseen.some((knock) => keyOf(knock) === told);
    const knock = fresh.at(-1) ?? unseen[0];
    if (knock === undefined) takeBack();
    else if (fresh.length > 0 || !isToldThere) tell(knock, { count: unseen.length, isFresh: fresh.length > 0 });
  }

  function tell(knock: KnockView, { count, isFresh }: { readonly count: number; readonly isFresh: boolean }): void {
    const isSilent = told !== null || !isFresh;
    told = keyOf(knock);
    board.knocks({ serverId, serverName: serverName(), knock, count, isSilent });
  }

  function takeBack(): void {
    if (told === null) return;
    told = null;
    board.knocksOver({ serverId });
  }

  function stop(): void {
    isAnybodyWaiting = false;
    reads.cancel();
    takeBack();
  }

  return {
    waiting: (count) => {
      if (count === 0) {
        stop();
        return;
      }
      isAnybodyWaiting = true;
      reads.ask();
    },
    over: stop,
  };
}

/** Numbers begin anew when a server does. */
function keyOf({ knockId, device }: KnockView): string {
  return `${device}/${knockId}`;
}
