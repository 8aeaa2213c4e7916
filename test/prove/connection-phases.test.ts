import { expect, it } from 'vitest';
import { phasesBetween } from './connection-phases.ts';

const changes = [
  { at: 10, phase: 'waitedMs' },
  { at: 30, phase: 'dialledMs' },
  { at: 35, phase: 'waitedMs' },
  { at: 60, phase: 'dialledMs' },
  { at: 64, phase: 'resumedMs' },
  { at: 70, phase: 'onlineMs' },
] as const;

it('time is counted by what a client did in it, from the middle of one state to the middle of another', () => {
  expect(phasesBetween(changes, 20, 80)).toEqual({ waitedMs: 35, dialledMs: 9, resumedMs: 6, onlineMs: 10 });
  expect(phasesBetween(changes, 62, 66)).toEqual({ waitedMs: 0, dialledMs: 2, resumedMs: 2, onlineMs: 0 });
});

it('whoever told of no change is online', () => {
  expect(phasesBetween([], 5, 8)).toEqual({ waitedMs: 0, dialledMs: 0, resumedMs: 0, onlineMs: 3 });
});
