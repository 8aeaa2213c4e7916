import { expect, it } from 'vitest';
import { projectFolder } from '../../../build/entries.ts';
import type { Mutation, Suite } from './mutation.ts';
import type { Outcome } from './outcome.ts';
import { runMutations } from './run-mutations.ts';

const green: Outcome = { violations: [], slips: [], obstacle: null };
const red: Outcome = { violations: ['[I1] m1 is gone'], slips: [], obstacle: null };

it('is caught where the proof is red with it and green without', async () => {
  const { results } = await setupRun({ unbroken: green, broken: red });
  expect(results).toEqual([
    { name: 'first', judge: 'fsync', verdict: 'caught', remark: '[I1] m1 is gone' },
    { name: 'second', judge: 'fsync', verdict: 'caught', remark: '[I1] m1 is gone' },
  ]);
});

it('is not caught where the proof stays green', async () => {
  const { verdicts } = await setupRun({ unbroken: green, broken: green });
  expect(verdicts).toEqual(['not caught', 'not caught']);
});

it('is not decided where the proof is red without it, comes to no end, or can try nothing', async () => {
  const obstructed: Outcome = { violations: [], slips: [], obstacle: 'no strace' };
  expect((await setupRun({ unbroken: red, broken: red })).verdicts).toEqual(['not decided', 'not decided']);
  expect((await setupRun({ unbroken: null, broken: red })).verdicts).toEqual(['not decided', 'not decided']);
  expect((await setupRun({ unbroken: green, broken: null })).verdicts).toEqual(['not decided', 'not decided']);
  expect((await setupRun({ unbroken: green, broken: obstructed })).verdicts).toEqual(['not decided', 'not decided']);
});

it('is not decided where the proof is red for something else than what was broken', async () => {
  const elsewhere: Outcome = { ...red, violations: ['Ole lost its connection'] };
  const { results, verdicts } = await setupRun({ unbroken: green, broken: elsewhere });
  expect(verdicts).toEqual(['not decided', 'not decided']);
  expect(results[0]?.remark).toBe('broken, it is red for something else: Ole lost its connection');
  const both: Outcome = { ...red, violations: ['Ole lost its connection', '[I1] m1 is gone'] };
  expect((await setupRun({ unbroken: green, broken: both })).results[0]).toMatchObject({
    verdict: 'caught',
    remark: '[I1] m1 is gone',
  });
});

it('is not decided where the broken tree stumbles over its own text, however red it is', async () => {
  const slips = ['ReferenceError: counts is not defined'];
  const { results, verdicts } = await setupRun({ unbroken: green, broken: { ...red, slips } });
  expect(verdicts).toEqual(['not decided', 'not decided']);
  expect(results[0]?.remark).toBe('broken, it stumbles over its own text: ReferenceError: counts is not defined');
  const suite = { lane: 'unit', file: 'a.test.ts' };
  expect((await setupRun({ unbroken: green, broken: { ...red, slips }, suite })).verdicts).toEqual([
    'not decided',
    'not decided',
  ]);
});

it('mutations of one proof and share have one run without them', async () => {
  const same = await setupRun({ unbroken: green, broken: red });
  expect(same.folders.filter((folder) => folder === projectFolder)).toHaveLength(1);
  const other = await setupRun({ unbroken: green, broken: red, cycles: [1, 2] });
  expect(other.folders.filter((folder) => folder === projectFolder)).toHaveLength(2);
  expect(other.removed).toEqual(['first', 'second']);
});

it('mutations of a suite have one run of its whole file on a copy without them, since a copy may be what turns it red', async () => {
  const same = await setupRun({
    unbroken: green,
    broken: red,
    suite: { lane: 'process', file: 'a.test.ts', test: 'opens' },
  });
  expect(same.results[0]).toMatchObject({ judge: 'a.test.ts', verdict: 'caught' });
  expect(same.folders).toEqual(['/copy', '/mutated/first', '/mutated/second']);
  expect(same.titles).toEqual([undefined, 'opens', 'opens']);
  expect(same.removed).toEqual(['first', 'second', 'the copy']);
});

interface Setup {
  readonly suite?: Suite;
  readonly unbroken: Outcome | null;
  readonly broken: Outcome | null;
  readonly cycles?: readonly [number, number];
}

async function setupRun({ unbroken, broken, suite, cycles = [1, 1] }: Setup) {
  const mutationOf = (name: string, count: number): Mutation => {
    const breakage = { name, file: 'a.ts', find: 'one', replace: 'two' };
    return suite === undefined
      ? { ...breakage, proof: 'fsync', says: /m1 is gone/u, cycles: count }
      : { ...breakage, suite };
  };
  const folders: string[] = [];
  const titles: (string | undefined)[] = [];
  const removed: string[] = [];
  const results = await runMutations([mutationOf('first', cycles[0]), mutationOf('second', cycles[1])], {
    seed: '1',
    note: () => undefined,
    judge: (mutation, folder) => {
      folders.push(folder);
      titles.push(mutation.suite?.test);
      return Promise.resolve(folder === projectFolder || folder === '/copy' ? unbroken : broken);
    },
    grow: (mutation) => ({
      folder: mutation === null ? '/copy' : `/mutated/${mutation.name}`,
      remove: () => void removed.push(mutation?.name ?? 'the copy'),
    }),
  });
  return { results, folders, titles, removed, verdicts: results.map(({ verdict }) => verdict) };
}
