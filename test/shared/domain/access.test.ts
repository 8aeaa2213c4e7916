import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessFrom, closeAccess, maxAccessIntervals, openAccess, type AccessInterval } from '#shared/domain/access.ts';
import { isVisible } from './is-visible.ts';

const seed = 7_420;

describe('access', () => {
  it('[P6] begins with the first event where everything shows, else with the joining', () => {
    expect(accessFrom({ history: 'everything' }, 40)).toBe(1);
    expect(accessFrom({ history: 'joined' }, 40)).toBe(40);
    expect(accessFrom({ history: 'joined' }, 1)).toBe(1);
  });

  it('[P6] without an interval shows nothing', () => {
    expect([0, 1, 7].map((streamSeq) => isVisible([], streamSeq))).toEqual([false, false, false]);
  });

  it('[P6] reaches from the first to the last of an interval, both included', () => {
    expect([4, 5, 8, 9].map((streamSeq) => isVisible([{ from: 5, to: 8 }], streamSeq))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('[P6] that is open has no end', () => {
    expect([4, 5, Number.MAX_SAFE_INTEGER].map((streamSeq) => isVisible([{ from: 5, to: null }], streamSeq))).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('[P6] ends with the removal, which is still seen', () => {
    const closed = closeAccess([{ from: 5, to: null }], 9);
    expect(closed).toEqual([{ from: 5, to: 9 }]);
    expect([9, 10].map((streamSeq) => isVisible(closed, streamSeq))).toEqual([true, false]);
  });

  it('[P6] that has ended does not end again', () => {
    expect(closeAccess([{ from: 5, to: 9 }], 12)).toEqual([{ from: 5, to: 9 }]);
    expect(closeAccess([], 12)).toEqual([]);
  });

  it('[P6] opened again leaves hidden what was said meanwhile', () => {
    const again = openAccess([{ from: 5, to: 9 }], 12);
    expect(again).toEqual([
      { from: 5, to: 9 },
      { from: 12, to: null },
    ]);
    expect([9, 10, 11, 12].map((streamSeq) => isVisible(again, streamSeq))).toEqual([true, false, false, true]);
  });

  it('[P6] opened from the beginning takes in what was seen before', () => {
    expect(openAccess([{ from: 5, to: 9 }], 1)).toEqual([{ from: 1, to: null }]);
  });

  it.each<[readonly AccessInterval[], number, readonly AccessInterval[]]>([
    [[{ from: 5, to: 9 }], 7, [{ from: 5, to: null }]],
    [[{ from: 5, to: 9 }], 9, [{ from: 5, to: null }]],
    [[{ from: 5, to: null }], 12, [{ from: 5, to: null }]],
    [
      [
        { from: 1, to: 2 },
        { from: 5, to: 9 },
      ],
      6,
      [
        { from: 1, to: 2 },
        { from: 5, to: null },
      ],
    ],
  ])('[P6] is never narrowed by being opened: %j at %i', (intervals, from, opened) => {
    expect(openAccess(intervals, from)).toEqual(opened);
  });

  it(`[P6] shows exactly what happened while the person was in, through any history of a room (seed ${seed})`, () => {
    const turns = fc.array(fc.tuple(fc.constantFrom('join', 'leave'), fc.integer({ min: 1, max: 5 })), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(turns, fc.constantFrom('everything' as const, 'joined' as const), (history, rule) => {
        const { intervals, seen, head } = walk(history, rule);
        for (let streamSeq = 1; streamSeq <= head + 3; streamSeq += 1) {
          expect(isVisible(intervals, streamSeq), `at ${streamSeq}`).toBe(seen(streamSeq));
        }
        expect(intervals.filter(({ to }) => to === null).length).toBeLessThanOrEqual(1);
        for (const [index, { from }] of intervals.entries()) {
          expect(from).toBeGreaterThan(intervals[index - 1]?.to ?? 0);
        }
      }),
      { seed, numRuns: 500 },
    );
  });
  it(`[P6] shows of many visits the newest 64, however many there were (seed ${seed})`, () => {
    const visits = fc.array(fc.tuple(fc.constantFrom('join', 'leave'), fc.integer({ min: 0, max: 2 })), {
      minLength: 100,
      maxLength: 400,
      size: 'max',
    });
    let longest = 0;
    fc.assert(
      fc.property(visits, (history) => {
        const { intervals, seen, head, count } = walk(history, 'joined');
        longest = Math.max(longest, count);
        expect(intervals.length).toBe(Math.min(count, maxAccessIntervals));
        const all = Array.from({ length: head + 3 }, (_, index) => index + 1);
        expect(all.filter((streamSeq) => isVisible(intervals, streamSeq) !== seen(streamSeq))).toEqual([]);
      }),
      { seed, numRuns: 50 },
    );
    expect(longest).toBeGreaterThan(maxAccessIntervals);
  });
});

/** Joins and leaves with messages of others in between, and beside it, event by event, what the person was to see. */
function walk(turns: readonly [string, number][], history: 'everything' | 'joined') {
  let visits: Set<number>[] = [];
  let intervals: AccessInterval[] = [];
  let head = 0;
  let isIn = false;
  for (const [turn, messages] of turns) {
    head += 1;
    if (turn === 'join') {
      intervals = openAccess(intervals, accessFrom({ history }, head));
      if (history === 'everything') visits = [new Set(Array.from({ length: head }, (_, index) => index + 1))];
      else if (!isIn) visits.push(new Set());
      isIn = true;
      visits.at(-1)?.add(head);
    } else if (isIn) {
      intervals = closeAccess(intervals, head);
      visits.at(-1)?.add(head);
      isIn = false;
    }
    for (let message = 0; message < messages; message += 1) {
      head += 1;
      if (isIn) visits.at(-1)?.add(head);
    }
  }
  const kept = visits.slice(-maxAccessIntervals);
  const seen = (streamSeq: number) => kept.some((visit) => visit.has(streamSeq)) || (isIn && streamSeq > head);
  return { intervals, seen, head, count: visits.length };
}
