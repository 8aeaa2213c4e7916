import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { proofs } from '../proof-list.ts';
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
    },
  ],
};

it('the page names every promise once, and says of each proof what it does now', () => {
  const promised = [...page.matchAll(/^- \*\*(I\d)\*\*/gmu)].map(([, rule]) => rule);
  expect(promised).toEqual(['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9']);
  // Where this fails: `npm run prove -- --only fsync --write-docs`.
  expect(withProofs(page)).toBe(page);
});

it('figures stand in the order of the list, and those of proofs that did not run stay', () => {
  const first = withFigures(empty, run);
  expect(first).toContain(
    '| `fsync` | 5 replies (not tried: no disk) | 1 | 1.3 | 2030-01-02, 2 cores of P, Node 24, usual share, seed 7 |',
  );
  const [result] = run.results;
  const second = withFigures(first, {
    ...run,
    results: result === undefined ? [] : [{ ...result, name: 'kill-server' }],
  });
  const names = [...second.matchAll(/^\| `([^`]+)`/gmu)].map(([, name]) => name);
  expect(names).toEqual(proofs.map(({ name }) => name).filter((name) => ['fsync', 'kill-server'].includes(name)));
  expect(second.endsWith('The end.\n')).toBe(true);
  expect(() => withFigures('# Another page\n', run)).toThrow('no place');
});
