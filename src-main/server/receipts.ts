import type { Clock } from '#shared/clock.ts';
import type { DeviceKey, PersonId, RoomId } from '#shared/domain/ids.ts';
import type { ReadMarker } from '#shared/domain/read-marker.ts';
import type { Logger } from '#shared/logger.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { Position } from '#shared/protocol/position.ts';
import type { DeliveredRow, EventLog } from '../storage/event-log.ts';
import type { Directory } from './directory.ts';
import type { Outgoing } from './outgoing.ts';
import { repeat } from './repeat.ts';
import type { SessionRegistry } from './session-registry.ts';
import type { Session } from './session.ts';
import type { SessionOwner } from './session-state.ts';

/** How far people have the log, and have read: kept once a second, and told once a second to those who talk directly (P19). */
export interface Receipts {
  /** This device has committed the log up to there. */
  acknowledge(owner: SessionOwner, position: Position): void;
  /** The person moved a marker: the other devices hear of it at once, the other side of a direct room soon. */
  moveMarker(session: Session, owner: SessionOwner, marker: ReadMarker): void;
  /** Whoever writes has read: the other side of a direct room hears of that soon, whatever becomes of the device. */
  wrote(personId: PersonId, roomId: RoomId, itemNumber: number): void;
  /** Stores what is waiting. */
  save(): Promise<void>;
  stop(): void;
}

export interface ReceiptsOptions {
  readonly log: Pick<EventLog, 'saveDelivered'>;
  readonly clock: Clock;
  readonly directory: Directory;
  readonly registry: SessionRegistry;
  readonly outgoing: Outgoing;
  readonly logger: Logger;
  readonly limits: Pick<Limits, 'receiptBatchMs'>;
}

/** What one person is to be told; the latest of each counts. */
interface Notice {
  readonly delivered: Map<PersonId, number>;
  readonly read: Map<string, readonly [RoomId, PersonId, number]>;
}

export function createReceipts(options: ReceiptsOptions): Receipts {
  const { log, clock, directory, registry, outgoing, logger, limits } = options;
  let acknowledged = new Map<DeviceKey, DeliveredRow>();
  let notices = new Map<PersonId, Notice>();

  function noticeFor(personId: PersonId): Notice {
    const notice = notices.get(personId) ?? { delivered: new Map(), read: new Map() };
    notices.set(personId, notice);
    return notice;
  }

  function othersIn(roomId: RoomId, personId: PersonId): PersonId[] {
    return [...directory.membersOf(roomId)].filter((member) => member !== personId);
  }

  function noteDelivered(personId: PersonId, seq: number): void {
    for (const roomId of directory.roomsOf(personId)) {
      if (!directory.isDirect(roomId)) continue;
      for (const other of othersIn(roomId, personId)) noticeFor(other).delivered.set(personId, seq);
    }
  }

  function noteRead(personId: PersonId, roomId: RoomId, itemNumber: number): void {
    if (!directory.isDirect(roomId)) return;
    for (const other of othersIn(roomId, personId)) {
      noticeFor(other).read.set(`${roomId} ${personId}`, [roomId, personId, itemNumber]);
    }
  }

  function tell(): void {
    const told = notices;
    notices = new Map();
    for (const [personId, { delivered, read }] of told) {
      const params = { delivered: [...delivered], read: [...read.values()] };
      const text = JSON.stringify({ type: 'signal', name: 'receipts', params });
      for (const session of registry.ofPerson(personId)) if (session.sync === 'live') outgoing.send(session, text);
    }
  }

  async function save(): Promise<void> {
    if (acknowledged.size === 0) return;
    const rows = [...acknowledged.values()];
    acknowledged = new Map();
    try {
      for (const { personId, seq } of await log.saveDelivered(rows)) noteDelivered(personId, seq);
    } catch (error) {
      // Receipts are told again with the next acknowledgement; nothing else depends on them.
      logger.warn('Receipts could not be stored.', { error: String(error) });
    }
  }

  const stop = repeat({ clock, intervalMs: limits.receiptBatchMs }, () => {
    void save().then(tell);
  });

  return {
    acknowledge: ({ device, personId }, position) => {
      acknowledged.set(device, { device, personId, position });
    },
    moveMarker: (session, { personId }, marker) => {
      const text = JSON.stringify({ type: 'signal', name: 'marker', params: marker });
      for (const other of registry.ofPerson(personId)) {
        if (other !== session && other.state.type === 'active') outgoing.send(other, text);
      }
      noteRead(personId, marker.roomId, marker.readUpTo);
    },
    wrote: noteRead,
    save,
    stop,
  };
}
