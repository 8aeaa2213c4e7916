import { expect, it } from 'vitest';
import { formatProofTable } from './proof-table.ts';
import { exitCodeOf, type ProofResult, type ProveRun } from './run-proofs.ts';

const machine = { processor: 'P', cores: 2, node: '24', system: 'linux' };
const good: ProofResult = {
  ...{ name: 'fsync', what: '', figure: '5 replies', figures: { replies: 5 }, minutes: 0.5 },
  ...{ violations: [], skipped: [] },
};
const notTried: ProofResult = { ...good, name: 'disk', figures: {}, skipped: ['there is no disk'] };
const broken: ProofResult = {
  ...good,
  name: 'cuts',
  violations: Array.from({ length: 12 }, (_, index) => `wrong ${index}`),
};

it('a run ends well where something was tried and nothing is broken', () => {
  expect(exitCodeOf(runOf(good, notTried))).toBe(0);
  expect(exitCodeOf(runOf(notTried))).toBe(3);
  expect(exitCodeOf(runOf(good, broken))).toBe(1);
});

it('the table has a line a proof, what was not tried, what is broken, and the seed', () => {
  expect(formatProofTable(runOf(good, notTried, broken)).split('\n')).toEqual([
    'proof  figure     violations  minutes',
    'fsync  5 replies           0      0.5',
    'disk   5 replies           0      0.5',
    '  SKIPPED: there is no disk',
    'cuts   5 replies          12      0.5',
    ...Array.from({ length: 10 }, (_, index) => `  BROKEN: wrong ${index}`),
    '  ... and 2 more',
    '1.5 minutes on 2 cores of P, Node 24, seed 7 (--seed 7 repeats it)',
    '',
  ]);
});

function runOf(...results: readonly ProofResult[]): ProveRun {
  return { date: '2030-01-02T03:04:05.000Z', seed: '7', share: 'usual', machine, results, minutes: 1.5 };
}
