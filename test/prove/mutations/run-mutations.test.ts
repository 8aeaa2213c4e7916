import { expect, it } from 'vitest';
import { projectFolder } from '../../../build/entries.ts';
import type { Mutation } from './mutation.ts';
import { runMutations, type Outcome } from './run-mutations.ts';

const green: Outcome = { violations: [], obstacle: null };
const red: Outcome = { violations: ['[I1] m1 is gone'], obstacle: null };

it('is caught where the proof is red with it and green without', async () => {
  const { results } = await setupRun({ unbroken: green, broken: red });
  expect(results).toEqual([
    { name: 'first', proof: 'fsync', verdict: 'caught', remark: '[I1] m1 is gone' },
    { name: 'second', proof: 'fsync', verdict: 'caught', remark: '[I1] m1 is gone' },
  ]);
});

it('is not caught where the proof stays green', async () => {
  const { verdicts } = await setupRun({ unbroken: green, broken: green });
  expect(verdicts).toEqual(['not caught', 'not caught']);
});

it('is not decided where the proof is red without it, comes to no end, or can try nothing', async () => {
  const obstructed: Outcome = { violations: [], obstacle: 'no strace' };
  expect((await setupRun({ unbroken: red, broken: red })).verdicts).toEqual(['not decided', 'not decided']);
  expect((await setupRun({ unbroken: null, broken: red })).verdicts).toEqual(['not decided', 'not decided']);
  expect((await setupRun({ unbroken: green, broken: null })).verdicts).toEqual(['not decided', 'not decided']);
  expect((await setupRun({ unbroken: green, broken: obstructed })).verdicts).toEqual(['not decided', 'not decided']);
});

it('mutations of one proof and share have one run without them', async () => {
  const same = await setupRun({ unbroken: green, broken: red });
  expect(same.folders.filter((folder) => folder === projectFolder)).toHaveLength(1);
  const other = await setupRun({ unbroken: green, broken: red, cycles: [1, 2] });
  expect(other.folders.filter((folder) => folder === projectFolder)).toHaveLength(2);
  expect(other.removed).toEqual(['first', 'second']);
});

interface Setup {
  readonly unbroken: Outcome | null;
  readonly broken: Outcome | null;
  readonly cycles?: readonly [number, number];
}

async function setupRun({ unbroken, broken, cycles = [1, 1] }: Setup) {
  const mutationOf = (name: string, count: number): Mutation => ({
    name,
    proof: 'fsync',
    cycles: count,
    file: 'a.ts',
    find: 'one',
    replace: 'two',
  });
  const folders: string[] = [];
  const removed: string[] = [];
  const results = await runMutations([mutationOf('first', cycles[0]), mutationOf('second', cycles[1])], {
    seed: '1',
    note: () => undefined,
    prove: (_mutation, folder) => {
      folders.push(folder);
      return Promise.resolve(folder === projectFolder ? unbroken : broken);
    },
    grow: ({ name }) => ({ folder: `/mutated/${name}`, remove: () => void removed.push(name) }),
  });
  return { results, folders, removed, verdicts: results.map(({ verdict }) => verdict) };
}
