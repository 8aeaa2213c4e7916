import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../../build/entries.ts';
import { mutations } from '../mutations/mutation-list.ts';
import { proofs } from '../proof-list.ts';
import type { ProofResult, ProveRun } from '../run-proofs.ts';

/** The page whose tables are written here; what stands around them is written by hand. */
export const reliabilityPage = join(projectFolder, 'docs/reliability.md');

/** Writes the figures of a run into the page; those of proofs that it did not run stay as they were. */
export function writeFigures(run: ProveRun): void {
  writeFileSync(reliabilityPage, withFigures(withProofs(readFileSync(reliabilityPage, 'utf8')), run));
}

/** The page with the table of what each proof does, and of what must turn it red. */
export function withProofs(page: string): string {
  const rows = proofs.map(({ name, what }) => {
    const broken = mutations.filter(({ proof }) => proof === name).map((mutation) => mutation.name);
    return `| \`${name}\` | ${what} | ${broken.join('; ')} |`;
  });
  return withPart(page, 'proofs', ['| proof | what is done | turns red when the program |', '|---|---|---|', ...rows]);
}

/** The page with the figures of a run in the place of older ones of the same proofs. */
export function withFigures(page: string, run: ProveRun): string {
  const older = new Map(partOf(page, 'figures').flatMap((line) => keyed(line)));
  for (const result of run.results) older.set(result.name, figureRow(result, run));
  const rows = proofs.flatMap(({ name }) => older.get(name) ?? []);
  const head = '| proof | figure | violations | minutes | run |';
  return withPart(page, 'figures', [head, '|---|---|---|---|---|', ...rows]);
}

function figureRow({ name, figure, violations, skipped, minutes }: ProofResult, run: ProveRun): string {
  const { date, seed, share, machine } = run;
  const missing = skipped.length === 0 ? '' : ` (not tried: ${skipped.join('; ')})`;
  const where = `${date.slice(0, 10)}, ${machine.cores} cores of ${machine.processor}, Node ${machine.node}, ${share} share, seed ${seed}`;
  return `| \`${name}\` | ${figure}${missing} | ${violations.length} | ${minutes.toFixed(1)} | ${where} |`;
}

function keyed(line: string): [string, string][] {
  const [, name] = /^\| `([^`]+)`/u.exec(line) ?? [];
  return name === undefined ? [] : [[name, line]];
}

function partOf(page: string, name: string): string[] {
  const [, after = ''] = page.split(`<!-- ${name} -->\n`);
  const [part = ''] = after.split(`<!-- end of ${name} -->`);
  return part.split('\n');
}

function withPart(page: string, name: string, lines: readonly string[]): string {
  const [before, rest = ''] = page.split(`<!-- ${name} -->\n`);
  const [, after] = rest.split(`<!-- end of ${name} -->`);
  if (before === undefined || after === undefined) throw new Error(`The page has no place for its ${name}.`);
  return `${before}<!-- ${name} -->\n${lines.join('\n')}\n<!-- end of ${name} -->${after}`;
}
