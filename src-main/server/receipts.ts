import type { Clock } from '#shared/clock.ts';
import type { DeviceKey, PersonId, RoomId } from '#shared/domain/ids.ts';
import type { ReadMarker } from '#shared/domain/read-marker.ts';
import type { Logger } from '#shared/logger.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { Acknowledgement } from '#shared/protocol/signal.ts';
import type { DeliveredMove, DeliveredRow, EventLog } from '../storage/event-log.ts';
import type { Directory } from './directory.ts';
import type { Outgoing } from './outgoing.ts';
import { createReceiptAudience, type Written } from './receipt-audience.ts';
import type { PublishedHead } from './published-head.ts';
import { repeat } from './repeat.ts';
import type { SessionRegistry } from './session-registry.ts';
import type { Session } from './session.ts';
import type { SessionOwner } from './session-state.ts';

/** How far people have the log, and have read: kept once a second, and told once a second in rooms of up to 50 people (P19). */
export interface Receipts {
  /** This device has committed the log up to there. */
  acknowledge(owner: SessionOwner, ack: Acknowledgement): void;
  /** The person moved a marker: the other devices hear of it at once, the others in a small room soon. */
  moveMarker(session: Session, owner: SessionOwner, marker: ReadMarker): void;
  /** Whoever writes has read: the others in a small room hear of that soon, whatever becomes of the device. */
  wrote(personId: PersonId, roomId: RoomId, written: Written): void;
  /** What was given back says nothing of what its author has read since, and its author hears how far it gets. */
  cameBack(personId: PersonId, roomId: RoomId, written: Written): void;
  /** Stores what is waiting. */
  save(): Promise<void>;
  stop(): void;
}

export interface ReceiptsOptions {
  readonly log: Pick<EventLog, 'saveDelivered'>;
  readonly clock: Clock;
  readonly directory: Directory;
  /** Read once, as it is at the start. */
  readonly head: Pick<PublishedHead, 'seq'>;
  readonly registry: SessionRegistry;
  readonly outgoing: Outgoing;
  readonly logger: Logger;
  readonly limits: Pick<Limits, 'receiptBatchMs' | 'maxReceiptMembers'>;
}

/** What one person is to be told; the latest of each counts. */
interface Notice {
  readonly delivered: Map<PersonId, number>;
  readonly read: Map<string, Read>;
}

/** How far somebody has read a room. */
type Read = readonly [RoomId, PersonId, itemNumber: number];

/** One who has something is at most 48 bytes, one who has read 77, so that this many of both fit a frame. */
const maxOfEachInFrame = 1_000;

export function createReceipts(options: ReceiptsOptions): Receipts {
  const { log, clock, registry, outgoing, logger, limits } = options;
  const audience = createReceiptAudience({ ...options, startSeq: options.head.seq });
  let acknowledged = new Map<DeviceKey, DeliveredRow>();
  let notices = new Map<PersonId, Notice>();
  const reads = new Map<string, Read>();

  function noticeFor(personId: PersonId): Notice {
    const notice = notices.get(personId) ?? { delivered: new Map(), read: new Map() };
    notices.set(personId, notice);
    return notice;
  }

  function noteDelivered(move: DeliveredMove): void {
    for (const other of audience.ofDelivered(move)) noticeFor(other).delivered.set(move.personId, move.seq);
  }

  /** Called with every message: whom it concerns is worked out once a second. */
  function noteRead(personId: PersonId, roomId: RoomId, itemNumber: number): void {
    reads.set(`${roomId} ${personId}`, [roomId, personId, itemNumber]);
  }

  function addressReads(): void {
    for (const [key, read] of reads) {
      const [roomId, personId, itemNumber] = read;
      for (const other of audience.ofRead(personId, roomId, itemNumber)) noticeFor(other).read.set(key, read);
    }
    reads.clear();
  }

  function tell(): void {
    addressReads();
    const told = notices;
    notices = new Map();
    for (const [personId, notice] of told) {
      const live = [...registry.ofPerson(personId)].filter(({ sync }) => sync === 'live');
      if (live.length === 0) continue;
      for (const text of textsOf(notice)) for (const session of live) outgoing.send(session, text);
    }
  }

  async function save(): Promise<void> {
    if (acknowledged.size === 0) return;
    const rows = [...acknowledged.values()];
    acknowledged = new Map();
    try {
      for (const move of await log.saveDelivered(rows)) noteDelivered(move);
    } catch (error) {
      // A device says how far it is when it gets further: what it said counts until it is stored.
      for (const row of rows) putBack(row);
      logger.warn('Receipts could not be stored.', { error: String(error) });
    }
  }

  function putBack(row: DeliveredRow): void {
    const newer = acknowledged.get(row.device);
    acknowledged.set(row.device, { ...row, ...newer, notes: { ...row.notes, ...newer?.notes } });
  }

  const stop = repeat({ clock, intervalMs: limits.receiptBatchMs }, () => {
    void save().then(tell);
  });

  return {
    acknowledge: ({ device, personId }, { position, ...news }) => {
      // What was said with one that is not stored yet holds until it is said anew.
      const notes = { ...acknowledged.get(device)?.notes, ...news };
      acknowledged.set(device, { device, personId, at: clock.now(), position, notes });
    },
    moveMarker: (session, { personId }, marker) => {
      const text = JSON.stringify({ type: 'signal', name: 'marker', params: marker });
      for (const other of registry.ofPerson(personId)) {
        if (other !== session && other.state.type === 'active') outgoing.send(other, text);
      }
      noteRead(personId, marker.roomId, marker.readUpTo);
    },
    wrote: (personId, roomId, written) => {
      audience.wrote(personId, roomId, written);
      noteRead(personId, roomId, written.itemNumber);
    },
    cameBack: audience.wrote,
    save,
    stop,
  };
}

/** As many signals as it takes. */
function textsOf(notice: Notice): string[] {
  const delivered = [...notice.delivered];
  const read = [...notice.read.values()];
  const texts: string[] = [];
  for (let from = 0; from < Math.max(delivered.length, read.length); from += maxOfEachInFrame) {
    const to = from + maxOfEachInFrame;
    const params = { delivered: delivered.slice(from, to), read: read.slice(from, to) };
    texts.push(JSON.stringify({ type: 'signal', name: 'receipts', params }));
  }
  return texts;
}
