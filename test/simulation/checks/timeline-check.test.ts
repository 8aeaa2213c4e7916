import { describe, expect, it } from 'vitest';
import type { MessageItem, TimelineItem } from '#shared/ipc/chat-view.ts';
import { ann, bob, club, logOf, modelOf, rowsOf, says, talk } from './sample-history.ts';
import { checkTimeline } from './timeline-check.ts';

const events = logOf([...talk, says(ann, 'one more'), says(ann, 'and another')]);
const all = rowsOf(events.slice(2), ann);
const gap: TimelineItem = { type: 'gap', key: 'gap:1-2', place: 'a', from: 1, to: 2 };
const waiting = { ...(all.at(-1) as MessageItem), key: 'waiting', delivery: 'queued' } as const;

function rulesOf(items: readonly TimelineItem[], { isComplete = false, person = ann } = {}): string[] {
  const whole = { roomId: club, items, isComplete };
  return checkTimeline(modelOf(events), { client: 'Ann', person }, whole).map(({ rule }) => rule);
}

/** The rows with two of them in each other's places. */
function swapped(one: number, other: number): TimelineItem[] {
  const order = all.map((_, at) => (at === one ? other : at === other ? one : at));
  return order.flatMap((at) => all[at] ?? []);
}

describe('the check of a timeline', () => {
  it('finds nothing in the whole of it, with what waits behind it', () => {
    expect(rulesOf([...all, waiting], { isComplete: true })).toEqual([]);
    expect(rulesOf(rowsOf(events.slice(4), bob), { isComplete: true, person: bob })).toEqual([]);
  });

  it('[I2] finds a row that is there twice', () => {
    expect(rulesOf([...all, ...all.slice(-1)])).toContain('I2');
    expect(rulesOf([...all, waiting, waiting])).toEqual(['I2']);
  });

  it('[I3] finds two messages of one author the wrong way round', () => {
    expect(rulesOf(swapped(all.length - 1, all.length - 2))).toEqual(['I3']);
  });

  it('[I4] finds messages of different authors the wrong way round', () => {
    expect(rulesOf(swapped(3, 4))).toEqual(['I4']);
  });

  it('[D5] finds what waits before what is in the log', () => {
    expect(rulesOf([...all.slice(0, -1), waiting, ...all.slice(-1)])).toEqual(['D5']);
  });

  it('[I5] finds a row of another room', () => {
    expect(rulesOf(rowsOf(events.slice(0, 1), ann))).toEqual(['I5']);
  });

  it('[I9] finds what is missing, but only in the end', () => {
    expect(rulesOf(all.slice(1))).toEqual([]);
    expect(rulesOf(all.slice(1), { isComplete: true })).toEqual(['I9']);
    expect(rulesOf([gap, ...all])).toEqual([]);
    expect(rulesOf([gap, ...all], { isComplete: true })).toEqual(['I9']);
  });
});
