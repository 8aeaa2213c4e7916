import { cpus, loadavg } from 'node:os';
import type { Proof, ProofReport } from './proof.ts';
import { noNetem } from './network/scenarios.ts';
import { proofs } from './proof-list.ts';
import { runInCompany } from './run-in-company.ts';
import type { ProveArguments } from './prove-arguments.ts';
import { watchStrays } from './watch-strays.ts';

/** What a run found, as `--json` prints it. */
export interface ProveRun {
  readonly date: string;
  readonly seed: string;
  readonly share: 'usual' | 'nightly' | 'asked for';
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly node: string;
    readonly system: string;
  };
  readonly results: readonly ProofResult[];
  /** From the first to the last: proofs side by side count once. */
  readonly minutes: number;
}

export interface ProofResult extends Required<ProofReport> {
  readonly name: string;
  readonly what: string;
  readonly minutes: number;
  /** How many programs wanted a core on average in the minute before it began, and before it ended; 0 where nobody counts (Windows). */
  readonly load: { readonly before: number; readonly after: number };
}

const maxNoted = 10;

/** Runs what was asked for; a proof that throws has broken its promise. */
export async function runProofs(asked: ProveArguments): Promise<ProveRun> {
  const { only, cycles, seeds, seed, isNightly } = asked;
  const startedAt = performance.now();
  const minutesSince = (from: number): number => (performance.now() - from) / 60_000;
  const runProof = async ({ name, what, run }: Proof): Promise<ProofResult> => {
    const begunAt = performance.now();
    const before = loadNow();
    const note = (line: string): void => void process.stderr.write(`${name}: ${line}\n`);
    note('begins');
    const watch = watchStrays(note);
    const report = await run({ cycles, seeds, seed, isNightly, note }).catch(reportOfError);
    watch.stop();
    const violations = [...report.violations, ...watch.strays];
    note(`${report.figure}; ${violations.length} violations`);
    // The table comes at the end of the whole run, which may be ended before.
    for (const problem of violations.slice(0, maxNoted)) note(`BROKEN: ${problem}`);
    const load = { before, after: loadNow() };
    return { skipped: [], ...report, violations, name, what, minutes: minutesSince(begunAt), load };
  };
  const wanted = proofs.filter((proof) => only.length === 0 || only.includes(proof.name));
  const results = await runInCompany(wanted, runProof);
  const share = cycles !== null || seeds !== null ? 'asked for' : isNightly ? 'nightly' : 'usual';
  const date = new Date().toISOString();
  return { date, seed, share, machine: machineHere(), results, minutes: minutesSince(startedAt) };
}

/** 1 where a promise is broken; 3 where none is and nothing could be tried, or, with no skips allowed, not all; else 0. */
export function exitCodeOf({ results }: ProveRun, { isSkipAllowed }: { readonly isSkipAllowed: boolean }): number {
  if (results.some(({ violations }) => violations.length > 0)) return 1;
  const isTried = ({ figures }: ProofResult): boolean => Object.keys(figures).length > 0;
  const isWhole = results.every((result) => isTried(result) && result.skipped.every(isBeyondMachine));
  return (isSkipAllowed ? results.some(isTried) : isWhole) ? 0 : 3;
}

/** Whether nothing that could be installed would have helped. */
function isBeyondMachine(skip: string): boolean {
  return skip.endsWith(`: ${noNetem}`);
}

function loadNow(): number {
  return loadavg()[0] ?? 0;
}

function reportOfError(error: unknown): ProofReport {
  const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { figure: 'did not come to its end', figures: {}, violations: [problem] };
}

function machineHere(): ProveRun['machine'] {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    node: process.versions.node,
    system: process.platform,
  };
}
