import { expect, it } from 'vitest';
import { unsyncedOf } from './unsynced.ts';

const calls = [
  { type: 'write', startedAt: 10, endedAt: 11 },
  { type: 'sync', startedAt: 12, endedAt: 15 },
  { type: 'write', startedAt: 20, endedAt: 21 },
] as const;

it('[D2] a reply is early where nothing was synchronised between sending and hearing', () => {
  const good = { sentAt: 9, heardAt: 16 };
  const early = [
    { sentAt: 9, heardAt: 14 },
    { sentAt: 11.5, heardAt: 30 },
    { sentAt: 16, heardAt: 30 },
  ];
  expect(unsyncedOf(calls, [good, ...early])).toEqual(early);
});
