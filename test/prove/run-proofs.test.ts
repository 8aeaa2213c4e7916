import { expect, it } from 'vitest';
import { formatProofTable } from './proof-table.ts';
import { exitCodeOf, type ProofResult, type ProveRun } from './run-proofs.ts';

const machine = { processor: 'P', cores: 2, node: '24', system: 'linux' };
const good: ProofResult = {
  name: 'fsync',
  what: '',
  figure: '5 replies',
  figures: { replies: 5 },
  minutes: 0.5,
  violations: [],
  skipped: [],
  load: { before: 0.5, after: 2 },
};
const notTried: ProofResult = { ...good, name: 'disk', figures: {}, skipped: ['there is no disk'] };
const broken: ProofResult = {
  ...good,
  name: 'cuts',
  violations: Array.from({ length: 12 }, (_, index) => `wrong ${index}`),
};

it('a run ends well where something was tried and nothing is broken', () => {
  expect(exitCodeOf(runOf(good, notTried), { isSkipAllowed: true })).toBe(0);
  expect(exitCodeOf(runOf(notTried), { isSkipAllowed: true })).toBe(3);
  expect(exitCodeOf(runOf(good, broken), { isSkipAllowed: true })).toBe(1);
});

it('where nothing may be skipped a run ends badly when anything was, but for what the kernel has not', () => {
  const partly = (skip: string): ProofResult => ({ ...good, name: 'network', skipped: [skip] });
  const strictly = { isSkipAllowed: false };
  expect(exitCodeOf(runOf(good), strictly)).toBe(0);
  expect(exitCodeOf(runOf(good, notTried), strictly)).toBe(3);
  expect(exitCodeOf(runOf(good, partly('loss: there is no nft, or its kernel has no numgen')), strictly)).toBe(3);
  expect(exitCodeOf(runOf(good, partly('delay: this kernel has no netem')), strictly)).toBe(0);
  expect(exitCodeOf(runOf(good, broken, notTried), strictly)).toBe(1);
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
