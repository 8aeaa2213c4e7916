import { expect, it } from 'vitest';
import { createWaitingAsks } from '#main/shell/waiting-asks.ts';

it('what is asked of a window waits until one listens, the newest of each kind', () => {
  const emitted: unknown[] = [];
  const asks = createWaitingAsks({ emit: (name, event) => emitted.push([name, event]) });
  asks.ask('join.asked', { line: 'one' });
  asks.ask('join.asked', { line: 'two' });
  asks.ask('question.asked', { about: 'quit', host: null });
  expect(emitted).toEqual([]);
  const gone = asks.deliver();
  expect(emitted).toEqual([
    ['join.asked', { line: 'two' }],
    ['question.asked', { about: 'quit', host: null }],
  ]);
  asks.ask('join.asked', { line: 'three' });
  gone();
  asks.ask('join.asked', { line: 'four' });
  expect(emitted.slice(2)).toEqual([['join.asked', { line: 'three' }]]);
});

it('a window that was loaded anew hears what is asked, though its last port is known to be closed only later', () => {
  const emitted: string[] = [];
  const asks = createWaitingAsks({ emit: (name) => emitted.push(name) });
  const gone = asks.deliver();
  asks.deliver();
  gone();
  asks.ask('join.asked', { line: 'one' });
  expect(emitted).toEqual(['join.asked']);
});
