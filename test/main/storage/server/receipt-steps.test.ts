import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import { createStepTable } from '#main/storage/server/step-table.ts';
import { thinSteps, type ReceiptStep } from '#main/storage/server/thin-steps.ts';

const day = 24 * 60 * 60 * 1000;
const start = Date.UTC(2026, 0, 1);

function setupSteps() {
  const db = openMemoryDatabase(serverMigrations);
  const steps = createStepTable(db);
  const key = { personRef: 1, roomRef: 2 };
  let before = 0;
  const reach = (upTo: number, at: number) => {
    steps.add(key, { before, upTo, at });
    before = upTo;
  };
  const count = db.query<[], { rows: number }>('SELECT count(*) AS rows FROM receiptSteps');
  return { steps, key, reach, rows: () => count.get()?.rows ?? 0 };
}

describe('the steps of a person', () => {
  it('[P19] say when they came so far: with the first step that covers it', () => {
    const { steps, key, reach } = setupSteps();
    for (const [upTo, at] of [
      [3, start],
      [7, start + 10],
    ] as const)
      reach(upTo, at);
    expect([1, 3, 4, 7, 8].map((target) => steps.reachedAt(key, target))).toEqual([
      ...[start, start, start + 10, start + 10, null],
    ]);
  });

  it('[P19] say nothing of what was so before the first of them', () => {
    const { steps, key } = setupSteps();
    steps.add(key, { before: 5, upTo: 9, at: start });
    expect([5, 6].map((target) => steps.reachedAt(key, target))).toEqual([null, start]);
  });

  it('[P19] are a hundred at most, though somebody goes on every second for a day', () => {
    const { steps, key, reach, rows } = setupSteps();
    for (let second = 1; second <= 86_400; second += 1) reach(second, start + second * 1_000);
    expect(rows()).toBeLessThanOrEqual(100);
    const now = start + day;
    for (const second of [86_390, 86_000, 80_000, 50_000, 1_000]) {
      const trulyAt = start + second * 1_000;
      const late = (steps.reachedAt(key, second) ?? NaN) - trulyAt;
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThanOrEqual((now - trulyAt) / 4);
    }
  });
});

describe('thinning steps out', () => {
  const stepsOf = (ats: readonly number[]): ReceiptStep[] => ats.map((at, index) => ({ upTo: index + 1, at }));
  const ascending = fc
    .array(fc.integer({ min: 1, max: day }), { minLength: 1, maxLength: 300 })
    .map((waits) => waits.reduce<number[]>((ats, wait) => [...ats, (ats.at(-1) ?? start) + wait], []));

  it('keeps order, the newest, and at most as many as it is told', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 * start }), { minLength: 1 }), fc.integer(), (ats, now) => {
        const kept = thinSteps(stepsOf(ats), now, 20);
        expect(kept.at(-1)?.upTo).toBe(ats.length);
        expect(kept.length).toBeLessThanOrEqual(20);
        expect(kept).toEqual(kept.toSorted((one, other) => one.upTo - other.upTo));
      }),
    );
  });

  it('tells a time at most a quarter of its age too late, of the last 30 days', () => {
    fc.assert(
      fc.property(ascending, (ats) => {
        const steps = stepsOf(ats);
        const now = ats.at(-1) ?? start;
        const kept = thinSteps(steps, now, 1_000);
        for (const { upTo, at } of steps.slice(1).filter((step) => step.at >= now - 30 * day)) {
          const told = kept.find((step) => step.upTo >= upTo)?.at ?? NaN;
          expect(told - at).toBeLessThanOrEqual((now - at) / 4);
          expect(kept.some((step) => step.upTo < upTo)).toBe(true);
        }
      }),
    );
  });
});
