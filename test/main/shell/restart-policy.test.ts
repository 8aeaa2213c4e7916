import { expect, it } from 'vitest';
import { decideRestart } from '#main/shell/restart-policy.ts';

it('starts a process again later each time it ends soon, and gives up at the fifth time within a minute', () => {
  const crashes = [0, 1_000, 2_000, 3_000, 4_000];
  const decisions = crashes.map((_, index) => decideRestart(crashes.slice(0, index + 1)));
  expect(decisions).toEqual([
    { type: 'restart', afterMs: 250 },
    { type: 'restart', afterMs: 500 },
    { type: 'restart', afterMs: 1_000 },
    { type: 'restart', afterMs: 2_000 },
    { type: 'giveUp' },
  ]);
});

it('forgets what is over a minute ago', () => {
  expect(decideRestart([0, 1, 2, 3, 60_004])).toEqual({ type: 'restart', afterMs: 250 });
  expect(decideRestart([0, 1, 2, 30_000, 60_001])).toEqual({ type: 'restart', afterMs: 1_000 });
});
