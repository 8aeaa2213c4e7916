import { expect, it } from 'vitest';
import { createWaitingAsks } from '#main/shell/waiting-asks.ts';

it('what is asked of a window waits until one listens, the newest of each kind', () => {
  const emitted: unknown[] = [];
  const asks = createWaitingAsks({ emit: (name, event) => emitted.push([name, event]) });
  asks.ask('join.asked', { line: 'one' });
  asks.ask('join.asked', { line: 'two' });
  asks.ask('question.asked', { about: 'quit', host: null });
  expect(emitted).toEqual([]);
  asks.deliver();
  expect(emitted).toEqual([
    ['join.asked', { line: 'two' }],
    ['question.asked', { about: 'quit', host: null }],
  ]);
  asks.ask('join.asked', { line: 'three' });
  asks.hold();
  asks.ask('join.asked', { line: 'four' });
  expect(emitted.slice(2)).toEqual([['join.asked', { line: 'three' }]]);
});
