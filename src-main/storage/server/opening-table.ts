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
  let hasGoneOn = false;
  return {
    goOn: (seq) => {
      if (hasGoneOn) return;
      insert.run(seq);
      hasGoneOn = true;
    },
    lastUpTo: (seq) => last.get(seq)?.seq ?? seq,
    forget: () => {
      hasGoneOn = false;
    },
  };
}
