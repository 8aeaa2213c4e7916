import type { Clock } from '#shared/clock.ts';
import type { Epoch } from '#shared/domain/epoch.ts';
import type { RoomId } from '#shared/domain/ids.ts';
import type { ClientState, ClientStore, StoreChanges } from '../storage/client-store.ts';
import { createAcks } from './acks.ts';
import { catchUp, type CatchUpMode, type KnownLog } from './catch-up.ts';
import { giveBack } from './give-back.ts';
import { createHistory, type History } from './history.ts';
import { createMarkers } from './markers.ts';
import { isPassing, type RequestFailure } from './requests.ts';
import type { SessionHost } from './session-host.ts';
import type { SessionLine } from './session-line.ts';
import { problemOfFailure } from './session-problem.ts';
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
  readonly known: KnownLog & Pick<ClientState, 'isHealingUntold' | 'holeCounts'>;
  readonly answeredBy: (frame: UncheckedFrame) => number | null;
  readonly tell: (changes: StoreChanges) => void;
}

export function startActiveParts(context: ActiveContext): ActiveParts {
  const { clock, host, epoch, line } = context;
  const { requests, inbox, storeFailed: onFailed } = line;
  const acks = createAcks({ clock, holes: context.known.holeCounts }, (params) => {
    line.sendSignal({ name: 'ack', params });
  });
  const end = (failure: RequestFailure) => {
    line.end(problemOfFailure(failure));
  };
  const markers = createMarkers({ ...context, requests, epochId: epoch.epochId, onFailed, onMisled: end });
  const history = createHistory({ ...context, requests, inbox, isBusy: () => !line.outbox.isIdle(), onFailed });
  let isEnded = false;

  function caughtUp(mode: CatchUpMode): void {
    if (mode === 'healed') {
      line.end(problemOfFailure({ type: 'outbox_renewed' }));
      return;
    }
    host.news({ type: 'phase', phase: 'live' });
    markers.synchronise().then(() => {
      if (!isEnded) host.inStep();
    }, onFailed);
    // A snapshot skipped what every room holds: its newest page is what people look at first (P7).
    if (mode === 'snapshot') history.want(host.memberRooms());
    history.start();
    giveBackAside();
    if (context.known.isHealingUntold) void askWhatCameBack();
  }

  /** What lies aside, and was not offered since the epoch began: the server may want it after all (H4). */
  function giveBackAside(): void {
    giveBack({ ...context, requests }, { type: 'aside', epochId: epoch.epochId }).then((given) => {
      if (!isEnded && !given.ok && !isPassing(given.error)) end(given.error);
    }, onFailed);
  }

  /** The person is told once, and nothing where nothing was lost (H7). */
  async function askWhatCameBack(): Promise<void> {
    const report = await requests.request('healing.report', {});
    if (!report.ok || isEnded) return;
    const { startedAt, returned, givers, missing, closedRooms } = report.value.value;
    if (returned + missing + closedRooms === 0) await context.store.healingTold();
    else host.healed({ startedAt, returned, missing, closedRooms, givers: givers.map(({ personId }) => personId) });
  }

  const onPhase = (phase: ActivePhase) => {
    host.news({ type: 'phase', phase });
  };
  catchUp({ ...context, requests, inbox, onPhase, onHead: host.logHead }, context.known).then((done) => {
    if (isEnded) return;
    if (done.ok) caughtUp(done.value);
    else end(done.error);
  }, onFailed);

  return {
    committed: ({ position, changes }, wanted) => {
      if (changes.holeCounts !== null) acks.counted(changes.holeCounts);
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
      markers.end();
      history.end();
    },
  };
}
