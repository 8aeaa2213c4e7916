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

const docsSentence =
  '--write-docs is for the usual and the nightly share: without --cycles and --seeds, or with --add.';
const addSentence = '--add goes with --write-docs, --only simulation, --seeds above 1 and a number as --seed.';

it('seeds are added to earlier ones, figures of the shares are written, and skips are refused when it is said', () => {
  const adding = ['--only', 'simulation', '--seeds', '40', '--seed', '7', '--write-docs', '--add'];
  expect(readProveArguments(adding)).toMatchObject({ ok: true, value: { isAdding: true, isSkipAllowed: true } });
  expect(readProveArguments(['--write-docs', '--nightly', '--no-skips'])).toMatchObject({
    ok: true,
    value: { isWritingDocs: true, isAdding: false, isNightly: true, isSkipAllowed: false },
  });
});

it.each([
  [['--only', 'nothing'], 'There is no proof "nothing".'],
  [['--cycles', '0'], '--cycles and --seeds take a whole number above 0.'],
  [['--seeds', 'many'], '--cycles and --seeds take a whole number above 0.'],
  [['--write-docs', '--cycles', '4'], docsSentence],
  [['--write-docs', '--only', 'simulation', '--seeds', '40'], docsSentence],
  [['--add', '--only', 'simulation', '--seeds', '40'], addSentence],
  [['--add', '--write-docs', '--seeds', '40'], addSentence],
  [['--add', '--write-docs', '--only', 'simulation'], addSentence],
  [['--add', '--write-docs', '--only', 'simulation', '--seeds', '1'], addSentence],
  [['--add', '--write-docs', '--only', 'simulation', '--seeds', '40', '--seed', 'abc'], addSentence],
])('%j makes no sense, and a sentence says why', (args, sentence) => {
  expect(readProveArguments(args)).toEqual({ ok: false, error: sentence });
});

it('an option that there is not is refused', () => {
  expect(readProveArguments(['--wrong'])).toMatchObject({ ok: false });
});
