import { describe, expect, it } from 'vitest';
import { bob, logOf, modelOf, serverPerson, talk } from './sample-history.ts';
import { checkCovered, createPositionCheck } from './position-check.ts';

describe('the check of positions', () => {
  it('[I6] finds one that goes back, unless in another epoch or another database', () => {
    const check = createPositionCheck();
    const stored = (client: string, seq: number, epochId = 'one') =>
      check.stored(client, { seq, epochId }).map(({ rule }) => rule);
    expect([stored('Ann', 3), stored('Ann', 3), stored('Ann', 5), stored('Bob', 4)].flat()).toEqual([]);
    expect(stored('Ann', 4)).toEqual(['I6']);
    expect(stored('Ann', 1, 'two')).toEqual([]);
  });

  it.each<{ seq: number; events: number[]; gaps: number[]; rules: string[] }>([
    { seq: 7, events: [3, 4, 5], gaps: [], rules: [] },
    { seq: 7, events: [3, 5], gaps: [4], rules: [] },
    { seq: 7, events: [3, 5], gaps: [], rules: ['D6'] },
    { seq: 6, events: [3, 4], gaps: [], rules: [] },
    { seq: 6, events: [3], gaps: [], rules: ['D6'] },
    { seq: 4, events: [], gaps: [], rules: [] },
  ])('[D6] at $seq with events $events and gaps $gaps of Bob finds $rules', ({ seq, events, gaps, rules }) => {
    const held = {
      seq,
      has: (_stream: string, streamSeq: number) => events.includes(streamSeq),
      isGap: (_stream: string, streamSeq: number) => gaps.includes(streamSeq),
    };
    const screen = { client: 'Bob', person: bob, serverPerson };
    expect(checkCovered(modelOf(logOf(talk)), screen, held).map(({ rule }) => rule)).toEqual(rules);
  });
});
