import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { DeliveredMove } from '../storage/event-log.ts';
import type { Directory } from './directory.ts';

/** Where a message stands that somebody wrote. */
export interface Written {
  readonly seq: number;
  readonly itemNumber: number;
}

/**
 * Whom it concerns that somebody has more of a room, or has read further in it: those in it, up to 50 people in all, who wrote
 * something there that was not so far yet (P19). In a room where many look and few write that is a handful, instead of each of
 * all. What was written before this server started is known by where the log and the room stood then.
 */
export interface ReceiptAudience {
  wrote(personId: PersonId, roomId: RoomId, written: Written): void;
  ofDelivered(move: DeliveredMove): ReadonlySet<PersonId>;
  ofRead(personId: PersonId, roomId: RoomId, itemNumber: number): ReadonlySet<PersonId>;
}

export interface ReceiptAudienceOptions {
  readonly directory: Pick<Directory, 'roomsOf' | 'membersOf'>;
  /** The end of the log when the server started. */
  readonly startSeq: number;
  readonly limits: Pick<Limits, 'maxReceiptMembers'>;
}

interface KnownRoom {
  /** The last item before those that this server has seen written; everything that is there, while it has seen none. */
  startItem: number;
  /** The newest of all that it has seen written. */
  newest: Written;
  /** The newest message of each who wrote. */
  readonly written: Map<PersonId, Written>;
  /** How far each was said to have read. */
  readonly read: Map<PersonId, number>;
}

const nothingWritten = { startItem: Infinity, newest: { seq: 0, itemNumber: 0 } };

export function createReceiptAudience({ directory, startSeq, limits }: ReceiptAudienceOptions): ReceiptAudience {
  const rooms = new Map<RoomId, KnownRoom>();

  function knownRoom(roomId: RoomId): KnownRoom {
    const known = rooms.get(roomId) ?? { ...nothingWritten, written: new Map(), read: new Map() };
    rooms.set(roomId, known);
    return known;
  }

  /** Nobody where there are too many. */
  function othersIn(roomId: RoomId, personId: PersonId): PersonId[] {
    const members = directory.membersOf(roomId);
    if (members.size > limits.maxReceiptMembers) {
      rooms.delete(roomId);
      return [];
    }
    return [...members].filter((member) => member !== personId);
  }

  return {
    wrote: (personId, roomId, written) => {
      if (directory.membersOf(roomId).size > limits.maxReceiptMembers) return;
      const room = knownRoom(roomId);
      room.startItem = Math.min(room.startItem, written.itemNumber - 1);
      room.newest = written;
      room.written.set(personId, written);
    },
    ofDelivered: ({ personId, from }) => {
      const audience = new Set<PersonId>();
      for (const roomId of directory.roomsOf(personId)) {
        const room = rooms.get(roomId);
        // Most rooms have been silent for a while.
        if (from >= startSeq && (room?.newest.seq ?? 0) <= from) continue;
        for (const other of othersIn(roomId, personId))
          if ((room?.written.get(other)?.seq ?? startSeq) > from) audience.add(other);
      }
      return audience;
    },
    ofRead: (personId, roomId, itemNumber) => {
      const others = othersIn(roomId, personId);
      if (others.length === 0) return new Set();
      const { startItem, written, read } = knownRoom(roomId);
      const from = read.get(personId) ?? 0;
      // A marker that is set where it was moves nobody on.
      if (itemNumber <= from) return new Set();
      read.set(personId, itemNumber);
      return new Set(others.filter((other) => (written.get(other)?.itemNumber ?? startItem) > from));
    },
  };
}
