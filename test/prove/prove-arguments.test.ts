import { expect, it } from 'vitest';
import { readProveArguments } from './prove-arguments.ts';

it('what is not typed is left to the proofs, but for a seed, which every run has', () => {
  const read = readProveArguments([]);
  expect(read).toMatchObject({
    ok: true,
    value: { only: [], cycles: null, seeds: null, isNightly: false, isJson: false },
  });
  expect(read.ok && read.value.seed).toMatch(/^\d+$/u);
});

it('proofs are named, counted and repeated by a seed', () => {
  const read = readProveArguments(['--only', 'fsync', '--only', 'disk', '--cycles', '5', '--seed', 'abc', '--json']);
  expect(read).toMatchObject({
    ok: true,
    value: { only: ['fsync', 'disk'], cycles: 5, seeds: null, seed: 'abc', isJson: true },
  });
});

it.each([
  [['--only', 'nothing'], 'There is no proof "nothing".'],
  [['--cycles', '0'], '--cycles and --seeds take a whole number above 0.'],
  [['--seeds', 'many'], '--cycles and --seeds take a whole number above 0.'],
])('%j makes no sense, and a sentence says why', (args, sentence) => {
  expect(readProveArguments(args)).toEqual({ ok: false, error: sentence });
});

it('an option that there is not is refused', () => {
  expect(readProveArguments(['--wrong'])).toMatchObject({ ok: false });
});
