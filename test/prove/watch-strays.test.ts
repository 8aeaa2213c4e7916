import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { watchStrays } from './watch-strays.ts';

it('what nobody catches is told at once, kept, and heard of until it stops', () => {
  const emitter = new EventEmitter();
  const told: string[] = [];
  const watch = watchStrays((problem) => told.push(problem), emitter);
  emitter.emit('unhandledRejection', 'no', Promise.resolve());
  emitter.emit('uncaughtException', new Error('lost'));
  expect(told).toEqual(watch.strays);
  expect(told).toEqual([
    'something threw beside everybody: no',
    expect.stringMatching(/^something threw beside everybody: Error: lost\n/u),
  ]);
  watch.stop();
  expect(emitter.listenerCount('uncaughtException') + emitter.listenerCount('unhandledRejection')).toBe(0);
});
