import type { WritableDb } from '../readable-db.ts';
import { thinSteps, type ReceiptStep } from './thin-steps.ts';

/** Whose steps, and where: in one room, or with `wholeLog` in the log. */
export interface StepKey {
  readonly personRef: number;
  readonly roomRef: number;
}

/** The `roomRef` of steps that count the log and not a room. */
export const wholeLog = 0;

/** When people came how far; what it costs is bounded, and what is asked of the past becomes coarser with its age. */
export interface StepTable {
  /** `before` is how far they were until now. */
  add(key: StepKey, step: ReceiptStep & { readonly before: number }): void;
  /** When they came as far as that; null where it has not been, or was kept no longer. */
  reachedAt(key: StepKey, target: number): number | null;
}

/** More steps of one key than this are thinned out. */
const maxSteps = 96;

export function createStepTable(db: WritableDb): StepTable {
  const insert = db.change<[personRef: number, roomRef: number, upTo: number, at: number]>(
    'INSERT OR IGNORE INTO receiptSteps (personRef, roomRef, upTo, at) VALUES (?, ?, ?, ?)',
  );
  const remove = db.change<[personRef: number, roomRef: number, upTo: number]>(
    'DELETE FROM receiptSteps WHERE personRef = ? AND roomRef = ? AND upTo = ?',
  );
  const all = db.query<[personRef: number, roomRef: number], ReceiptStep>(
    'SELECT upTo, at FROM receiptSteps WHERE personRef = ? AND roomRef = ? ORDER BY upTo',
  );
  const count = db.query<[personRef: number, roomRef: number], { steps: number }>(
    'SELECT count(*) AS steps FROM receiptSteps WHERE personRef = ? AND roomRef = ?',
  );
  const covering = db.query<[personRef: number, roomRef: number, upTo: number], ReceiptStep>(
    'SELECT upTo, at FROM receiptSteps WHERE personRef = ? AND roomRef = ? AND upTo >= ? ORDER BY upTo LIMIT 1',
  );
  const below = db.query<[personRef: number, roomRef: number, upTo: number], ReceiptStep>(
    'SELECT upTo, at FROM receiptSteps WHERE personRef = ? AND roomRef = ? AND upTo < ? ORDER BY upTo LIMIT 1',
  );

  return {
    add: ({ personRef, roomRef }, { before, upTo, at }) => {
      const steps = count.get(personRef, roomRef)?.steps ?? 0;
      // The first of all says only what was so before: of that no time is known.
      if (steps === 0) insert.run(personRef, roomRef, Math.min(before, upTo - 1), at);
      insert.run(personRef, roomRef, upTo, at);
      if (steps < maxSteps) return;
      const known = all.all(personRef, roomRef);
      const kept = new Set(thinSteps(known, at, maxSteps).map((step) => step.upTo));
      for (const step of known) if (!kept.has(step.upTo)) remove.run(personRef, roomRef, step.upTo);
    },
    reachedAt: ({ personRef, roomRef }, target) => {
      const isKept = below.get(personRef, roomRef, target) !== undefined;
      return isKept ? (covering.get(personRef, roomRef, target)?.at ?? null) : null;
    },
  };
}
