import type { WritableDb } from '../readable-db.ts';

/** Where the log ended when it was opened, of each time it went on from there. */
export interface OpeningTable {
  /** An event, or an epoch, begins behind `seq`: the first since the log was opened is what is kept. */
  goOn(seq: number): void;
  /** The last one at or before `seq`; `seq` itself where there is none. */
  lastUpTo(seq: number): number;
  forget(): void;
}

export function createOpeningTable(db: WritableDb): OpeningTable {
  const insert = db.change<[seq: number]>('INSERT OR IGNORE INTO openings (seq) VALUES (?)');
  const last = db.query<[seq: number], { seq: number | null }>('SELECT max(seq) AS seq FROM openings WHERE seq <= ?');
  const one = db.query<[seq: number], { one: number }>('SELECT 1 AS one FROM openings WHERE seq = ?');
  let wentOnAt: number | null = null;
  /** Whether a transaction failed since, perhaps the one that wrote it. */
  let isInDoubt = false;
  const hasGoneOn = () => wentOnAt !== null && (!isInDoubt || one.get(wentOnAt) !== undefined);
  return {
    goOn: (seq) => {
      if (!hasGoneOn()) {
        insert.run(seq);
        wentOnAt = seq;
      }
      isInDoubt = false;
    },
    lastUpTo: (seq) => last.get(seq)?.seq ?? seq,
    forget: () => {
      isInDoubt = true;
    },
  };
}
