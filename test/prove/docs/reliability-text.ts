import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../../build/entries.ts';
import { mutations } from '../mutations/mutation-list.ts';
import { proofs } from '../proof-list.ts';
import type { ProofResult, ProveRun } from '../run-proofs.ts';
import { brokenLines, ownerOf, unknownLine } from './broken-lines.ts';
import { partOf, withPart } from './page-part.ts';
import { formatLoad, formatRun } from './run-text.ts';
import { withWholeRun } from './whole-run.ts';

/** The page whose tables are written here; what stands around them is written by hand. */
export const reliabilityPage = join(projectFolder, 'docs/reliability.md');

/** The shares that have a row a proof; what was found at another says nothing of them. */
const shares = ['usual', 'nightly'] as const;

/** Writes the figures of a run into the page; those of other shares and of proofs that it did not run stay as they were. */
export function writeFigures(run: ProveRun): void {
  const page = withProofs(readFileSync(reliabilityPage, 'utf8'));
  writeFileSync(reliabilityPage, withWholeRun(withFigures(page, run), run));
}

/** The page with the table of what each proof does, and of what must turn it red. */
export function withProofs(page: string): string {
  const rows = proofs.map(({ name, what }) => {
    const broken = mutations.filter(({ proof }) => proof === name).map((mutation) => mutation.name);
    return `| \`${name}\` | ${what} | ${broken.join('; ')} |`;
  });
  return withPart(page, 'proofs', ['| proof | what is done | turns red when the program |', '|---|---|---|', ...rows]);
}

/**
 * The page with the figures of a run in the place of older ones of the same proofs and share, and below them what broke in each row
 * with violations. Throws at a share without rows.
 */
export function withFigures(page: string, run: ProveRun): string {
  if (run.share === 'asked for')
    throw new Error('The figures of a share that was asked for have no place on the page.');
  const lines = partOf(page, 'figures');
  const known = new Map(lines.flatMap((line) => keyed(line)));
  for (const result of run.results) known.set(keyOf(result.name, run.share), figureRow(result, run));
  const rows = proofs.flatMap(({ name }) =>
    shares.flatMap((share) => known.get(keyOf(name, share)) ?? (share === 'usual' ? [missingRow(name)] : [])),
  );
  const head = '| proof | share | figure | violations | minutes | load | run |';
  const broken = rows.flatMap((row) => brokenOf(row, { run, lines }));
  const below = broken.length === 0 ? [] : ['', 'What broke in the rows with violations:', '', ...broken];
  return withPart(page, 'figures', [head, '|---|---|---|---|---|---|---|', ...rows, ...below]);
}

interface Sources {
  readonly run: ProveRun;
  /** What stood on the page. */
  readonly lines: readonly string[];
}

/** What broke in a row: as this run found it, or as it was written down with an older one. */
function brokenOf(row: string, { run, lines }: Sources): string[] {
  const [key] = keyed(row)[0] ?? [];
  const result = run.results.find(({ name }) => keyOf(name, run.share) === key);
  if (result !== undefined) return brokenLines({ ...result, share: run.share });
  const [, name = '', share = '', , violations] = row.split('|').map((cell) => cell.trim().replaceAll('`', ''));
  if (!(Number(violations) > 0)) return [];
  const kept = lines.filter((line) => {
    const owner = ownerOf(line);
    return owner?.name === name && owner.share === share;
  });
  return kept.length === 0 ? [unknownLine(name, share)] : kept;
}

function figureRow({ name, figure, violations, skipped, minutes, load }: ProofResult, run: ProveRun): string {
  const missing = skipped.length === 0 ? '' : ` (not tried: ${skipped.join('; ')})`;
  const where = `${formatRun(run)}, seed ${run.seed}`;
  return `| ${keyOf(name, run.share)} | ${figure}${missing} | ${violations.length} | ${minutes.toFixed(1)} | ${formatLoad(load)} | ${where} |`;
}

function missingRow(name: string): string {
  return `| ${keyOf(name, 'usual')} | no run yet | | | | |`;
}

function keyOf(name: string, share: string): string {
  return `\`${name}\` | ${share}`;
}

function keyed(line: string): [string, string][] {
  const [, name, share] = /^\| `([^`]+)` \| ([a-z]+) \|/u.exec(line) ?? [];
  return name === undefined || share === undefined ? [] : [[keyOf(name, share), line]];
}
