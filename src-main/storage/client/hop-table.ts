import type { EventHeader } from '#shared/domain/event.ts';
import type { HopSource } from '#shared/ipc/chat-view.ts';
import type { WritableDb } from '../readable-db.ts';

/** How a message came here, by this device's clock. */
export interface Hop {
  /** When an own message first left this device; null for those of others, and of other devices. */
  readonly sentAt: number | null;
  /** When it was here; an own one, when its acceptance was. */
  readonly receivedAt: number;
  readonly via: HopSource;
}

/** Of each room so many of the newest messages have their hops. */
const keptStreamSeqs = 2_000;
/** Older ones are not looked for with every message. */
const pruneEvery = 64;

/** Where a message stands in its room, and the server's time of it, by which it is told from another in its place. */
export type HopPlace = Pick<EventHeader, 'stream' | 'streamSeq' | 'at'>;

export function createHopTable(db: WritableDb) {
  const find = db.query<[string, number, number], Hop>(
    'SELECT sentAt, receivedAt, via FROM hops WHERE stream = ? AND streamSeq = ? AND storedAt = ?',
  );
  const put = db.change<[string, number, number, number | null, number, string]>(
    'INSERT OR REPLACE INTO hops (stream, streamSeq, storedAt, sentAt, receivedAt, via) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const prune = db.change<[string, number]>('DELETE FROM hops WHERE stream = ? AND streamSeq < ?');
  return {
    find: ({ stream, streamSeq, at }: HopPlace): Hop | null => find.get(stream, streamSeq, at) ?? null,
    put: ({ stream, streamSeq, at }: HopPlace, { sentAt, receivedAt, via }: Hop): void => {
      put.run(stream, streamSeq, at, sentAt, receivedAt, via);
      if (streamSeq % pruneEvery === 0) prune.run(stream, streamSeq - keptStreamSeqs);
    },
  };
}
