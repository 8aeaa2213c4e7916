import { expect, it } from 'vitest';
import { fuzzReader } from '../fuzz/fuzz-in-process.ts';
import { model } from './model.ts';

const options = { seeds: null, seed: 'beside', isNightly: false, note: () => undefined };

it('what runs beside the model gets a turn before each of its runs', async () => {
  const { turns, result } = await countTurns(() => model.run({ ...options, cycles: 6 }));
  expect(result.violations).toEqual([]);
  expect(turns).toBeGreaterThanOrEqual(6);
});

it('what runs beside the fuzzing of a reader gets a turn again and again', async () => {
  const { turns, result } = await countTurns(() => fuzzReader({ ...options, frames: 1_000 }));
  expect(result).toEqual([]);
  expect(turns).toBeGreaterThanOrEqual(10);
});

interface Counted<Result> {
  readonly turns: number;
  readonly result: Result;
}

/** How often something else in the process had its turn while the work went on. */
async function countTurns<Result>(begin: () => Promise<Result>): Promise<Counted<Result>> {
  let turns = 0;
  const again = (): void => {
    turns += 1;
    next = setImmediate(again);
  };
  let next = setImmediate(again);
  try {
    const result = await begin();
    return { turns, result };
  } finally {
    clearImmediate(next);
  }
}
