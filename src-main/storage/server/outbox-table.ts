import type { WritableDb } from '../readable-db.ts';

const maxCachedNumbers = 50_000;

/** The last number of each outbox; they rise in memory with each command and are written once a batch (D2). */
export interface OutboxTable {
  /** 0 for an outbox that is not known. */
  lastNumber(deviceRef: number, outboxId: string): number;
  consume(deviceRef: number, outboxId: string, number: number): void;
  flush(): void;
  forget(): void;
}

export function createOutboxTable(db: WritableDb): OutboxTable {
  const read = db.query<[deviceRef: number, outboxId: string], { lastNumber: number }>(
    'SELECT lastNumber FROM outboxes WHERE deviceRef = ? AND outboxId = ?',
  );
  const write = db.change<[deviceRef: number, outboxId: string, lastNumber: number]>(
    `INSERT INTO outboxes (deviceRef, outboxId, lastNumber) VALUES (?, ?, ?)
     ON CONFLICT (deviceRef, outboxId) DO UPDATE SET lastNumber = excluded.lastNumber`,
  );
  const unwritten = new Map<string, { deviceRef: number; outboxId: string; lastNumber: number }>();
  const written = new Map<string, number>();

  return {
    lastNumber: (deviceRef, outboxId) => {
      const key = `${deviceRef} ${outboxId}`;
      const known = unwritten.get(key)?.lastNumber ?? written.get(key);
      if (known !== undefined) return known;
      const lastNumber = read.get(deviceRef, outboxId)?.lastNumber ?? 0;
      if (written.size >= maxCachedNumbers) written.clear();
      written.set(key, lastNumber);
      return lastNumber;
    },
    consume: (deviceRef, outboxId, number) => {
      unwritten.set(`${deviceRef} ${outboxId}`, { deviceRef, outboxId, lastNumber: number });
    },
    flush: () => {
      for (const [key, { deviceRef, outboxId, lastNumber }] of unwritten) {
        write.run(deviceRef, outboxId, lastNumber);
        written.set(key, lastNumber);
      }
      unwritten.clear();
    },
    forget: () => {
      unwritten.clear();
      written.clear();
    },
  };
}
