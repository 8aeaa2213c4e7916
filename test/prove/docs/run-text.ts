import type { ProofResult, ProveRun } from '../run-proofs.ts';

/** When and where a run was, for a cell of a table. */
export function formatRun({ date, machine }: ProveRun): string {
  return `${date.slice(0, 10)}, ${machine.cores} cores of ${machine.processor}, Node ${machine.node}`;
}

/** The load average when a proof began and when it ended; none where the system does not count it. */
export function formatLoad({ before, after }: ProofResult['load']): string {
  return before === 0 && after === 0 ? '' : `${before.toFixed(1)}, ${after.toFixed(1)}`;
}
