import { describe, expect, it } from 'vitest';
import { createLogCheck, type LogCheckOptions } from './log-check.ts';
import type { LogEvent } from './log-event.ts';
import { bob, logOf, talk } from './sample-history.ts';

/** The rules that a log breaks. */
function rulesOf(events: readonly LogEvent[], doubts: Partial<LogCheckOptions> = {}): string[] {
  const check = createLogCheck({ isSigned: () => true, isMac: () => true, isMade: () => true, ...doubts });
  return events.flatMap((event) => check.add(event)).map(({ rule }) => rule);
}

/** The talk with its last event changed. */
function changed(change: Partial<LogEvent>): LogEvent[] {
  const events = logOf(talk);
  return events.map((event, at) => (at === events.length - 1 ? { ...event, ...change } : event));
}

describe('the check of the log', () => {
  it('finds nothing in a good one', () => {
    expect(rulesOf(logOf(talk))).toEqual([]);
  });

  it.each<[string, string, Partial<LogEvent>]>([
    ['P5', 'a seq left out', { seq: 9 }],
    ['P5', 'a seq given twice', { seq: 6 }],
    ['P5', 'a streamSeq left out', { streamSeq: 9 }],
    ['P8', 'an item number left out', { itemNumber: 9 }],
    ['P8', 'a message without an item number', { itemNumber: null }],
    ['P8', 'a notice with an item number', { kind: 'room.joined' }],
    ['I3', 'an earlier number of the same outbox', { number: 1 }],
    ['I2', 'the same text again', { body: { content: { type: 'text', text: 'hello Bob' } } }],
  ])('[%s] finds %s', (rule, _what, change) => {
    expect(rulesOf(changed(change))).toEqual([rule]);
  });

  it('[I2] finds a command that is there twice', () => {
    const events = logOf(talk);
    const [first] = events;
    expect(rulesOf(changed({ person: bob, commandId: events[1]?.commandId ?? ('' as never) }))).toEqual(['I2']);
    expect(first).toBeDefined();
  });

  it.each<[string, keyof LogCheckOptions]>([
    ['I5', 'isSigned'],
    ['P10', 'isMac'],
    ['I5', 'isMade'],
  ])('[%s] finds an event of which %s does not hold', (rule, doubt) => {
    expect(rulesOf(logOf(talk), { [doubt]: ({ seq }: LogEvent) => seq !== 4 })).toEqual([rule]);
  });
});
