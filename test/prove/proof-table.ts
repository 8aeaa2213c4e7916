import type { MutationResult } from './mutations/run-mutations.ts';
import type { ProofResult, ProveRun } from './run-proofs.ts';

const maxShownViolations = 10;

/** A run as text for a terminal: a line a proof, and below it whatever was broken or could not be tried. */
export function formatProofTable({ results, seed, machine, minutes }: ProveRun): string {
  const widths = {
    name: Math.max(...results.map(({ name }) => name.length), 'proof'.length),
    figure: Math.max(...results.map(({ figure }) => figure.length), 'figure'.length),
  };
  const row = (name: string, figure: string, [violations, minutes]: readonly [string, string]): string =>
    `${name.padEnd(widths.name)}  ${figure.padEnd(widths.figure)}  ${violations.padStart(10)}  ${minutes.padStart(7)}`;
  const lines = results.flatMap((result) => [
    row(result.name, result.figure, [String(result.violations.length), result.minutes.toFixed(1)]),
    ...remarksOf(result),
  ]);
  const { processor, cores, node } = machine;
  return [
    row('proof', 'figure', ['violations', 'minutes']),
    ...lines,
    `${minutes.toFixed(1)} minutes on ${cores} cores of ${processor}, Node ${node}, seed ${seed} (--seed ${seed} repeats it)`,
    '',
  ].join('\n');
}

function remarksOf({ violations, skipped }: ProofResult): string[] {
  const shown = violations.slice(0, maxShownViolations).map((problem) => `  BROKEN: ${problem}`);
  const more = violations.length - shown.length;
  return [...skipped.map((why) => `  SKIPPED: ${why}`), ...shown, ...(more > 0 ? [`  ... and ${more} more`] : [])];
}

const verdictText = { caught: 'caught', 'not caught': 'NOT CAUGHT', 'not decided': 'NOT DECIDED' } as const;

/** What was broken on purpose, and whether its proof or suite said so. */
export function formatMutationTable(results: readonly MutationResult[]): string {
  const width = Math.max(0, ...results.map(({ name }) => name.length));
  const judgeWidth = Math.max(0, ...results.map(({ judge }) => judge.length));
  const lines = results.map(
    ({ name, judge, verdict, remark }) =>
      `${name.padEnd(width)}  ${judge.padEnd(judgeWidth)}  ${verdictText[verdict].padEnd(11)}  ${remark}`,
  );
  const caught = results.filter(({ verdict }) => verdict === 'caught').length;
  return `${[...lines, `${caught} of ${results.length} mutations are caught`].join('\n')}\n`;
}
