import type { Clock } from '#shared/clock.ts';
import type { Epoch } from '#shared/domain/epoch.ts';
import type { RoomId } from '#shared/domain/ids.ts';
import { maxWallClock } from '#shared/domain/wall-clock.ts';
import { clockStanding } from '#shared/ipc/clock-standing.ts';
import type { ClockReading } from '#shared/ipc/device-diagnostics.ts';
import type { ClientState, ClientStore } from '../storage/client-store.ts';
import type { StoreChanges } from '../storage/store-changes.ts';
import { createAcks } from './acks.ts';
import { catchUp, type CatchUpMode, type KnownLog } from './catch-up.ts';
import { giveBack } from './give-back.ts';
import { createHealingWatch } from './healing-watch.ts';
import { createHistory, type History } from './history.ts';
import { createMarkers } from './markers.ts';
import { readClock } from './read-clock.ts';
import { isPassing } from './requests.ts';
import type { SessionHost } from './session-host.ts';
import type { SessionLine } from './session-line.ts';
import type { CommittedNews } from './inbox.ts';
import type { ActivePhase } from './session-state.ts';
import type { UncheckedFrame } from './signature-check.ts';

/** What a session does once it is active: catches up, and then keeps everything that is not a command in step. */
export interface ActiveParts {
  /** Committed: acknowledges the position, and fetches what turned out to be missing. */
  committed(news: Pick<CommittedNews, 'position' | 'changes'>, wanted: readonly RoomId[]): void;
  markersMoved(): void;
  fillGap: History['fill'];
  end(): void;
}

export interface ActiveContext {
  readonly store: ClientStore;
  readonly clock: Clock;
  readonly host: SessionHost;
  readonly line: SessionLine;
  readonly epoch: Epoch;
  /** What is on this device as the session begins. */
  readonly known: KnownLog & Pick<ClientState, 'isHealingUntold' | 'holeCounts' | 'starts'>;
  readonly answeredBy: (frame: UncheckedFrame) => number | null;
  readonly tell: (changes: StoreChanges) => void;
  /** Commands that waited for that may go. */
  readonly onSameLog: () => void;
}

export function startActiveParts(context: ActiveContext): ActiveParts {
  const { clock, host, epoch, line } = context;
  const { requests, inbox, storeFailed: onFailed } = line;
  const notes = { holes: context.known.holeCounts, starts: context.known.starts };
  const acks = createAcks({ clock, notes }, (params) => {
    line.sendSignal({ name: 'ack', params });
  });
  const healing = createHealingWatch({ ...context, requests, onHealed: host.healed, onFailed });
  const markers = createMarkers({ ...context, requests, epochId: epoch.epochId, onFailed, onMisled: line.failed });
  const history = createHistory({ ...context, requests, inbox, isBusy: () => !line.outbox.isIdle(), onFailed });
  let isEnded = false;

  function caughtUp(mode: CatchUpMode): void {
    if (mode === 'healed') {
      line.failed({ type: 'outbox_renewed' });
      return;
    }
    line.outbox.caughtUp();
    host.news({ type: 'phase', phase: 'live' });
    markers.synchronise().then(() => {
      if (!isEnded) host.inStep();
    }, onFailed);
    // A snapshot skipped what every room holds: its newest page is what people look at first (P7).
    if (mode === 'snapshot') history.want(host.memberRooms());
    history.start();
    giveBackAside();
    if (context.known.isHealingUntold) healing.start();
    noteClock().catch(onFailed);
  }

  /** For whoever runs the server: nothing here goes by it. */
  async function noteClock(): Promise<void> {
    const reading = await readClock(requests, clock);
    if (reading !== null && !isEnded) acks.noted({ clockOffsetMs: ownOffset(reading) });
  }

  /** What lies aside, and was not offered since the epoch began: the server may want it after all (H4). */
  function giveBackAside(): void {
    giveBack({ ...context, requests }, { type: 'aside', epochId: epoch.epochId }).then((given) => {
      if (!isEnded && !given.ok && !isPassing(given.error)) line.failed(given.error);
    }, onFailed);
  }

  const onPhase = (phase: ActivePhase) => {
    host.news({ type: 'phase', phase });
  };
  catchUp({ ...context, requests, inbox, onPhase, onHead: host.logHead }, context.known).then((done) => {
    if (isEnded) return;
    if (done.ok) caughtUp(done.value);
    else line.failed(done.error);
  }, onFailed);

  return {
    committed: ({ position, changes }, wanted) => {
      if (changes.holeCounts !== null) acks.noted({ holes: changes.holeCounts });
      if (position !== null) acks.committed(position);
      if (wanted.length > 0) history.want(wanted);
      // Also of a room that came and went in one batch: nobody waits for it, and it is not left out.
      if (changes.timeline.some(({ items }) => items.some(({ type }) => type === 'gap'))) history.goOn();
    },
    markersMoved: () => {
      markers.moved();
    },
    fillGap: history.fill,
    end: () => {
      isEnded = true;
      acks.end();
      healing.end();
      markers.end();
      history.end();
    },
  };
}

/** How far this clock is ahead of the server's, in whole milliseconds; 0 where the reading cannot tell. */
function ownOffset(reading: ClockReading): number {
  const { type, byMs } = clockStanding(reading);
  return Math.min(maxWallClock, Math.round(byMs)) * (type === 'behind' ? 1 : -1) || 0;
}
