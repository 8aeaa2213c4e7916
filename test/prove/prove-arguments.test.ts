import { expect, it } from 'vitest';
import { mutations } from './mutations/mutation-list.ts';
import { proofs } from './proof-list.ts';
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

const names = proofs.map(({ name }) => name).join(', ');

it.each([
  [['--only', 'fysnc'], `There is no proof "fysnc". Proofs: ${names}.`],
  [['--cycles', '0'], '--cycles takes a whole number above 0, and "0" is none.'],
  [['--cycles', '-3'], '--cycles takes a whole number above 0, and "-3" is none.'],
  [['--cycles=-3'], '--cycles takes a whole number above 0, and "-3" is none.'],
  [['--seeds', 'many'], '--seeds takes a whole number above 0, and "many" is none.'],
  [['--cycles'], '--cycles needs a value.'],
  [['--only', '--json'], '--only needs a value.'],
  [['--only', 'fsync', '--seeds', '5'], '--seeds is for the simulation alone: --cycles says how often fsync is done.'],
  [
    ['--only', 'simulation', '--cycles', '5'],
    '--cycles is not for the simulation: --seeds says how many of its seeds are run.',
  ],
  [['--mutations', '--cycles', '4'], '--mutations has a share of its own for each: --cycles would change nothing.'],
  [['--mutations', '--nightly'], '--mutations has a share of its own for each: --nightly would change nothing.'],
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

it('suites are named by their files, where mutations are run', () => {
  const [file = ''] = mutations.flatMap(({ suite }) => suite?.file ?? []);
  expect(readProveArguments(['--mutations', '--only', file])).toMatchObject({ ok: true, value: { only: [file] } });
  expect(readProveArguments(['--only', file])).toMatchObject({ ok: false });
});

it('an option or a word that there is not is refused', () => {
  expect(readProveArguments(['--wrong'])).toMatchObject({ ok: false });
  expect(readProveArguments(['fsync'])).toMatchObject({ ok: false });
});

it('counts go along with proofs of which some count by them', () => {
  const both = ['--only', 'fsync', '--only', 'simulation', '--seeds', '5', '--cycles', '6'];
  expect(readProveArguments(both)).toMatchObject({ ok: true, value: { cycles: 6, seeds: 5 } });
  expect(readProveArguments(['--seeds', '5'])).toMatchObject({ ok: true, value: { only: [], seeds: 5 } });
  expect(readProveArguments(['--help', '--cycles', '0'])).toMatchObject({ ok: true, value: { isHelp: true } });
});

const ofProofs = mutations.filter((mutation) => mutation.suite === undefined);

it.each(ofProofs)('the share of "$name" is one that can be typed', ({ proof, cycles, seeds }) => {
  const counts = Object.entries({ cycles, seeds }).flatMap(([name, count]) =>
    count === undefined ? [] : [`--${name}`, String(count)],
  );
  expect(readProveArguments(['--only', proof, ...counts])).toMatchObject({ ok: true });
});
