/** The seeds of the simulation that were gathered in several sittings, as a table of docs/reliability.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { present } from '#shared/assert.ts';
import type { ProofResult, ProveRun } from '../run-proofs.ts';
import { partOf, withPart } from './page-part.ts';
import { reliabilityPage } from './reliability-text.ts';
import { formatLoad, formatRun } from './run-text.ts';

/** Of one sitting: seeds that follow one another. */
export interface SeedRange {
  readonly first: number;
  readonly seeds: number;
}

interface Sitting extends SeedRange {
  readonly restored: number;
  readonly broken: number;
  readonly line: string;
}

const head = ['| seeds | with restored copies | broken | first | load | run |', '|---|---|---|---|---|---|'];

/** Writes the seeds of a run of the simulation into the page, beside those of earlier sittings. */
export function addSitting(run: ProveRun): void {
  writeFileSync(reliabilityPage, withSitting(readFileSync(reliabilityPage, 'utf8'), run));
}

/** Why these seeds cannot be added, as a sentence; null where they can. Those that an earlier sitting had count once. */
export function sittingObstacle(page: string, range: SeedRange): string | null {
  const met = sittingsOf(page).find((each) => isMeeting(each, range) && !isWithin(each, range));
  return met === undefined
    ? null
    : `Seeds ${met.first} to ${met.first + met.seeds - 1} are there already: take others, or all of those again.`;
}

/** The page with one sitting more, in the place of those that it has run again. Throws where the run came to no end. */
export function withSitting(page: string, run: ProveRun): string {
  const added = sittingOf(present(run.results[0], 'a result'), run);
  const obstacle = sittingObstacle(page, added);
  if (obstacle !== null) throw new Error(obstacle);
  const kept = sittingsOf(page).filter((each) => !isWithin(each, added));
  const all = [...kept, added].toSorted((a, b) => a.first - b.first);
  const sum = (of: (sitting: Sitting) => number): number => all.reduce((total, each) => total + of(each), 0);
  const total = `| **${sum(({ seeds }) => seeds)}** | **${sum(({ restored }) => restored)}** | **${sum(({ broken }) => broken)}** | | | in all |`;
  return withPart(page, 'seeds', [...head, ...all.map(({ line }) => line), total]);
}

function sittingOf({ figures, load }: ProofResult, run: ProveRun): Sitting {
  const [seeds, restored, first] = ['seeds', 'restored', 'first'].map((name) => Number(figures[name]));
  const names = String(figures['brokenSeeds'] ?? '')
    .split(' ')
    .filter(Boolean);
  if (!seeds || restored === undefined || first === undefined)
    throw new Error('The run came to no end: nothing to add.');
  const named = names.length === 0 ? '0' : `${names.length} (${names.join(', ')})`;
  const line = `| ${seeds} | ${restored} | ${named} | ${first} | ${formatLoad(load)} | ${formatRun(run)} |`;
  return { seeds, restored, first, broken: names.length, line };
}

function sittingsOf(page: string): Sitting[] {
  return partOf(page, 'seeds').flatMap((line) => {
    const found = /^\| (\d+) \| (\d+) \| (\d+)[^|]* \| (\d+) \|/u.exec(line);
    if (found === null) return [];
    const [seeds = 0, restored = 0, broken = 0, first = 0] = found.slice(1).map(Number);
    return [{ seeds, restored, broken, first, line }];
  });
}

function isMeeting(one: SeedRange, other: SeedRange): boolean {
  return one.first < other.first + other.seeds && other.first < one.first + one.seeds;
}

function isWithin(inner: SeedRange, outer: SeedRange): boolean {
  return inner.first >= outer.first && inner.first + inner.seeds <= outer.first + outer.seeds;
}
