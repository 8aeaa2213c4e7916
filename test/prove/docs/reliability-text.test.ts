import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { proofs } from '../proof-list.ts';
import { partOf } from './page-part.ts';
import type { ProveRun } from '../run-proofs.ts';
import { reliabilityPage, withFigures, withProofs } from './reliability-text.ts';

const page = readFileSync(reliabilityPage, 'utf8');
const empty = '# Page\n<!-- proofs -->\n<!-- end of proofs -->\n<!-- figures -->\n<!-- end of figures -->\nThe end.\n';

const run: ProveRun = {
  date: '2030-01-02T03:04:05.000Z',
  seed: '7',
  share: 'usual',
  minutes: 1.25,
  machine: { processor: 'P', cores: 2, node: '24', system: 'linux' },
  results: [
    {
      name: 'fsync',
      what: '',
      figure: '5 replies',
      figures: {},
      violations: ['a'],
      skipped: ['no disk'],
      minutes: 1.25,
      load: { before: 0.5, after: 2 },
    },
  ],
};

it('the page names every promise once, and says of each proof what it does now', () => {
  const promised = [...page.matchAll(/^- \*\*(I\d)\*\*/gmu)].map(([, rule]) => rule);
  expect(promised).toEqual(['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9']);
  // Where this fails: `npm run prove -- --only fsync --write-docs`.
  expect(withProofs(page)).toBe(page);
});

const usualRow =
  '| `fsync` | usual | 5 replies (not tried: no disk) | 1 | 1.3 | 0.5, 2.0 | 2030-01-02, 2 cores of P, Node 24, seed 7 |';

it('figures stand in the order of the list, and those of proofs that did not run stay', () => {
  const first = withFigures(empty, run);
  expect(first).toContain(usualRow);
  const second = withFigures(first, {
    ...run,
    results: run.results.map((result) => ({ ...result, name: 'kill-server' })),
  });
  const names = [...second.matchAll(/^\| `([^`]+)`/gmu)].map(([, name]) => name);
  expect(names).toEqual(proofs.map(({ name }) => name));
  expect(second).toContain(usualRow);
  expect(second.match(/no run yet/gu)).toHaveLength(proofs.length - 2);
  expect(second.endsWith('The end.\n')).toBe(true);
  expect(() => withFigures('# Another page\n', run)).toThrow('no place');
});

it('a nightly share has a row of its own, and another share has none', () => {
  const both = withFigures(withFigures(empty, run), { ...run, share: 'nightly', seed: '8' });
  const rows = partOf(both, 'figures').filter((line) => line.startsWith('| `fsync`'));
  expect(rows).toEqual([usualRow, usualRow.replace('usual', 'nightly').replace('seed 7', 'seed 8')]);
  expect(() => withFigures(both, { ...run, share: 'asked for' })).toThrow('no place');
});
