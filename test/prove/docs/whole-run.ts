import { proofs } from '../proof-list.ts';
import type { ProveRun } from '../run-proofs.ts';
import { withPart } from './page-part.ts';
import { formatRun } from './run-text.ts';

/** The page with how long a whole run took; as it was after a run of some proofs, or at another share than the usual one. */
export function withWholeRun(page: string, run: ProveRun): string {
  const isWhole =
    run.share === 'usual' && proofs.every(({ name }) => run.results.some((result) => result.name === name));
  return isWhole ? withPart(page, 'whole run', [wholeRunLine(run)]) : page;
}

function wholeRunLine(run: ProveRun): string {
  const untried = run.results.filter(({ figures }) => Object.keys(figures).length === 0);
  const without =
    untried.length === 0 ? '' : `, with nothing of ${untried.map(({ name }) => `\`${name}\``).join(', ')}`;
  return `A whole run took ${run.minutes.toFixed(0)} minutes (${formatRun(run)})${without}.`;
}
