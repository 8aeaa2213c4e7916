import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { EpochId, RoomId } from '#shared/domain/ids.ts';
import type { RequestResult } from '#shared/protocol/request.ts';
import type { ClientStore, UnsentMarker } from '../storage/client-store.ts';
import type { StoreChanges } from '../storage/store-changes.ts';
import { isPassing, type RequestFailure, type Requests } from './requests.ts';
import { createThrottle } from '#shared/throttle.ts';

/** Keeps the own read markers and the server's the same (P19). */
export interface Markers {
  /** A marker was moved here: tells the server, soon. */
  moved(): void;
  /** After each resume: what moved on other devices, how far the others are, and what moved here meanwhile. */
  synchronise(): Promise<void>;
  end(): void;
}

export interface MarkersContext {
  readonly store: ClientStore;
  readonly requests: Requests;
  readonly clock: Clock;
  readonly epochId: EpochId;
  readonly tell: (changes: StoreChanges) => void;
  readonly onFailed: (error: unknown) => void;
  /** The server's list has no end. */
  readonly onMisled: (failure: RequestFailure) => void;
}

/** `marker.set` at most once a second. */
const intervalMs = 1_000;

export function createMarkers(context: MarkersContext): Markers {
  const { store, requests, clock, tell } = context;
  let isSending = false;
  let isAskedMeanwhile = false;
  let isEnded = false;
  let cancelRetry: CancelTimer = () => undefined;
  const throttle = createThrottle(clock, intervalMs, () => {
    sendNext().catch(context.onFailed);
  });

  async function sendNext(): Promise<void> {
    if (isSending) {
      isAskedMeanwhile = true;
      return;
    }
    isSending = true;
    isAskedMeanwhile = false;
    const [marker, ...others] = await store.unsentMarkers();
    const isDone = marker === undefined || isEnded || (await send(marker));
    isSending = false;
    const isMoreToSend = !isDone || isAskedMeanwhile || others.length > 0;
    if (!isEnded && isMoreToSend) throttle.ask();
  }

  /** False when it is to be tried again. */
  async function send(marker: UnsentMarker): Promise<boolean> {
    const reply = await requests.request('marker.set', { ...marker, epochId: context.epochId });
    if (!reply.ok && isPassing(reply.error)) return false;
    // What the server will never take is not asked again.
    await store.markersSent([marker]);
    return true;
  }

  /** Where the list does not come in time it is asked for again, from its beginning. */
  async function synchronise(): Promise<void> {
    for (let after: RoomId | null | undefined; after !== null;) {
      const reply = await requests.request('marker.list', after === undefined ? {} : { after });
      if (isEnded) return;
      if (!reply.ok) {
        if (isPassing(reply.error))
          cancelRetry = clock.after(intervalMs, () => void synchronise().catch(context.onFailed));
        break;
      }
      const { markers, receipts, next }: RequestResult<'marker.list'> = reply.value.value;
      tell(await store.applyMarkers(markers, receipts));
      if (!isBehind(next, after)) {
        context.onMisled({ type: 'reply_refused', problem: 'a list of markers that goes back' });
        return;
      }
      after = next;
    }
    throttle.ask();
  }

  return {
    moved: () => {
      throttle.ask();
    },
    synchronise,
    end: () => {
      isEnded = true;
      cancelRetry();
      throttle.cancel();
    },
  };
}

/** The list is in order of room id, so that each page begins behind the one before. */
function isBehind(next: RoomId | null, after: RoomId | undefined): boolean {
  return next === null || after === undefined || next > after;
}
