import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { ProveRun } from '../run-proofs.ts';
import { partOf } from './page-part.ts';
import { reliabilityPage } from './reliability-text.ts';
import { sittingObstacle, withSitting } from './seed-sittings.ts';

const empty = '# Page\n<!-- seeds -->\n<!-- end of seeds -->\nThe end.\n';

it('the page has a place for them', () => {
  expect(withSitting(readFileSync(reliabilityPage, 'utf8'), sitting(0, 1e15))).toContain('in all');
});

it('seeds and broken ones of several sittings add up, in the order of the seeds', () => {
  const page = withSitting(withSitting(empty, sitting(1_000, 400, '1007 1200')), sitting(0, 1_000));
  expect(partOf(page, 'seeds').slice(2)).toEqual([
    '| 1000 | 250 | 0 | 0 | 0.5, 2.0 | 2030-01-02, 2 cores of P, Node 24 |',
    '| 400 | 100 | 2 (1007, 1200) | 1000 | 0.5, 2.0 | 2030-01-02, 2 cores of P, Node 24 |',
    '| **1400** | **350** | **2** | | | in all |',
  ]);
  expect(page.endsWith('The end.\n')).toBe(true);
});

it('seeds that were run again count once', () => {
  const page = withSitting(empty, sitting(1_000, 400, '1007'));
  const again = withSitting(page, sitting(900, 600));
  expect(partOf(again, 'seeds').slice(2)).toHaveLength(2);
  expect(again).toContain('| **600** | **150** | **0** | | | in all |');
});

it('seeds of which an earlier sitting had a part are refused', () => {
  const page = withSitting(empty, sitting(1_000, 400));
  const sentence = 'Seeds 1000 to 1399 are there already: take others, or all of those again.';
  expect(sittingObstacle(page, { first: 1_399, seeds: 10 })).toBe(sentence);
  expect(sittingObstacle(page, { first: 500, seeds: 501 })).toBe(sentence);
  expect(sittingObstacle(page, { first: 1_400, seeds: 10 })).toBeNull();
  expect(sittingObstacle(page, { first: 500, seeds: 500 })).toBeNull();
  expect(() => withSitting(page, sitting(1_100, 8))).toThrow(sentence);
});

it('a run that came to no end adds nothing', () => {
  const run = sitting(0, 4);
  const results = run.results.map((result) => ({ ...result, figures: {}, violations: ['it threw'] }));
  expect(() => withSitting(empty, { ...run, results })).toThrow('nothing to add');
});

function sitting(first: number, seeds: number, brokenSeeds = ''): ProveRun {
  return {
    date: '2030-01-02T03:04:05.000Z',
    seed: String(first),
    share: 'asked for',
    minutes: 1,
    machine: { processor: 'P', cores: 2, node: '24', system: 'linux' },
    results: [
      {
        name: 'simulation',
        what: '',
        figure: '',
        skipped: [],
        violations: [],
        minutes: 1,
        load: { before: 0.5, after: 2 },
        figures: { seeds, restored: Math.floor(seeds / 4), first, brokenSeeds },
      },
    ],
  };
}
