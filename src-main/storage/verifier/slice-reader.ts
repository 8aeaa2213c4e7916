import type { DeviceKey, EpochId } from '#shared/domain/ids.ts';
import { createServerIdentity } from '../../identity/server-identity.ts';
import { createSignatureVerifier } from '../../identity/signature-verifier.ts';
import type { ReadableDb } from '../readable-db.ts';
import { createEventWalk } from '../server/event-table.ts';
import type { EventText } from '../server/event-text.ts';
import { faultOf, type FaultContext } from './event-fault.ts';

export interface SliceRange {
  readonly afterSeq: number;
  readonly upToSeq: number;
}

/** What a short piece of the log came to. */
export interface CheckedSlice {
  /** So far it got within its time. */
  readonly upToSeq: number;
  /** Events that are not what the server wrote, and places that are empty. */
  readonly changed: readonly number[];
  readonly unsigned: readonly UnsignedMessage[];
  /** What it took, in milliseconds. */
  readonly tookMs: number;
}

export interface UnsignedMessage {
  readonly seq: number;
  readonly device: DeviceKey;
}

/** Checks the log a slice at a time, by a reader beside the writer. */
export type SliceReader = {
  check(range: SliceRange): CheckedSlice;
  close(): void;
};

export interface SliceReaderOptions {
  readonly db: ReadableDb;
  /** The server's key (T1). */
  readonly seed: Uint8Array;
  /** The clock that never goes back, in milliseconds. */
  readonly monotonic: () => number;
}

/** No read transaction stays open for longer, in milliseconds; one event it looks at in any case. */
const sliceMs = 10;
/** Nor does a slice go further, however many places are empty. */
const maxSpan = 2_000;

export function createSliceReader({ db, seed, monotonic }: SliceReaderOptions): SliceReader {
  const walk = createEventWalk(db);
  const epoch = db.query<[epoch: number], { epochId: EpochId }>('SELECT epochId FROM epochs WHERE epoch = ?');
  const context: FaultContext = {
    identity: createServerIdentity(seed),
    verifier: createSignatureVerifier(),
    epochId: (number) => epoch.get(number)?.epochId ?? null,
  };
  return {
    check: ({ afterSeq, upToSeq }) => {
      const startedAt = monotonic();
      const end = Math.min(upToSeq, afterSeq + maxSpan);
      const hasTime = () => monotonic() - startedAt < sliceMs;
      const slice = db.readTogether(() => checkAll(context, walk.between(afterSeq, end), { afterSeq, end, hasTime }));
      return { ...slice, tookMs: monotonic() - startedAt };
    },
    close: () => {
      db.close();
    },
  };
}

interface SliceBounds {
  readonly afterSeq: number;
  readonly end: number;
  readonly hasTime: () => boolean;
}

function checkAll(
  context: FaultContext,
  events: Iterable<EventText>,
  { afterSeq, end, hasTime }: SliceBounds,
): Omit<CheckedSlice, 'tookMs'> {
  const changed: number[] = [];
  const unsigned: UnsignedMessage[] = [];
  let upToSeq = afterSeq;
  for (const event of events) {
    const { seq, device } = event.header;
    changed.push(...placesBetween(upToSeq, seq));
    upToSeq = seq;
    const fault = faultOf(context, event);
    if (fault === 'changed') changed.push(seq);
    if (fault === 'unsigned') unsigned.push({ seq, device });
    if (!hasTime()) return { upToSeq, changed, unsigned };
  }
  changed.push(...placesBetween(upToSeq, end + 1));
  return { upToSeq: end, changed, unsigned };
}

/** The log numbers its events without a gap (P5): a place that is empty was emptied. */
function placesBetween(seq: number, next: number): number[] {
  return Array.from({ length: next - seq - 1 }, (_, index) => seq + 1 + index);
}
