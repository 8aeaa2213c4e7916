import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import { proofs } from '../proof-list.ts';
import { brokenLines } from './broken-lines.ts';
import { partOf } from './page-part.ts';
import type { ProveRun } from '../run-proofs.ts';
import { reliabilityPage, withFigures, withProofs } from './reliability-text.ts';
import { withWholeRun } from './whole-run.ts';

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
      violations: [],
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
  '| `fsync` | usual | 5 replies (not tried: no disk) | 0 | 1.3 | 0.5, 2.0 | 2030-01-02, 2 cores of P, Node 24, seed 7 |';

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

describe('what broke', () => {
  const broken = withViolations('seed 12 (restored): [I3] out of order', 'it threw\n    at a <!-- line -->');
  const lines = [
    '- `fsync`, usual: seed 12 (restored): [I3] out of order',
    '- `fsync`, usual: it threw at a &lt;!-- line -->',
  ];

  it('stands below the table, a line each', () => {
    const part = partOf(withFigures(empty, broken), 'figures');
    const below = part.slice(part.findIndex((line) => line.startsWith('What broke')));
    expect(below).toEqual(['What broke in the rows with violations:', ...lines]);
    expect(withFigures(empty, broken)).toContain(` |\n\nWhat broke in the rows with violations:\n\n${lines[0]}`);
  });

  it('stays while other proofs and shares run, and goes with a run of its own in which nothing broke', () => {
    const page = withFigures(empty, broken);
    const another = { ...run, results: run.results.map((result) => ({ ...result, name: 'disk' })) };
    for (const later of [another, { ...run, share: 'nightly' as const }])
      expect(partOf(withFigures(page, later), 'figures')).toEqual(expect.arrayContaining(lines));
    const mended = withFigures(page, run);
    expect(mended).not.toContain('What broke');
    expect(mended).not.toContain(lines[0]);
  });

  it('is told as unknown of a row with violations of which nothing was written down', () => {
    const bare = withFigures(empty, broken)
      .split('\n')
      .filter((line) => !line.startsWith('- '))
      .join('\n');
    const again = withFigures(bare, { ...run, share: 'nightly', results: [] });
    const sentence = 'what broke was not written down; the seed of the row repeats it';
    expect(partOf(again, 'figures').at(-1)).toBe(`- \`fsync\`, usual: ${sentence}`);
  });

  it('is counted where it is very much', () => {
    const many = brokenLines({ name: 'a', share: 'usual', violations: Array.from({ length: 60 }, () => 'wrong') });
    expect([many.length, many.at(-1)]).toEqual([51, '- `a`, usual: and 10 more']);
    const long = brokenLines({ name: 'a', share: 'usual', violations: ['x'.repeat(5_000)] });
    expect(long[0]?.length).toBeLessThan(500);
  });

  it('stands on the page of every row with violations', () => {
    // Where this fails: `npm run prove -- --only fsync --write-docs`.
    expect(withFigures(page, { ...run, results: [] })).toBe(page);
  });
});

describe('how long a whole run took', () => {
  const place = 'Before.\n<!-- whole run -->\nNot timed.\n<!-- end of whole run -->\nAfter.\n';
  const [result] = run.results;
  const results = proofs.map(({ name }) => ({ ...present(result, 'a result'), name, figures: { count: 1 } }));

  it('is written after a run of all proofs at their usual share', () => {
    expect(withWholeRun(place, { ...run, minutes: 40.6, results })).toBe(
      place.replace('Not timed.', 'A whole run took 41 minutes (2030-01-02, 2 cores of P, Node 24).'),
    );
    expect(() => withWholeRun(page, { ...run, results })).not.toThrow();
  });

  it('names the proofs that could not be tried', () => {
    const some = results.map((each) => (each.name === 'fsync' ? { ...each, figures: {} } : each));
    expect(withWholeRun(place, { ...run, results: some })).toContain('Node 24), with nothing of `fsync`.');
  });

  it('is not known from a part of them, nor from another share', () => {
    expect(withWholeRun(place, { ...run, results: results.slice(1) })).toBe(place);
    expect(withWholeRun(place, { ...run, share: 'nightly', results })).toBe(place);
  });
});

function withViolations(...violations: readonly string[]): ProveRun {
  return { ...run, results: run.results.map((result) => ({ ...result, violations })) };
}
