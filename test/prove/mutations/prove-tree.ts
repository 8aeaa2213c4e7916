import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { present } from '#shared/assert.ts';
import { slipsIn } from '#test/support/slips.ts';
import type { ProveRun } from '../run-proofs.ts';
import type { ProofMutation } from './mutation.ts';
import { timeoutMs, type Outcome } from './outcome.ts';

/** Runs a mutation's proof on the tree in the folder; null where it came to no end. */
export async function proveTree(
  { proof, cycles, seeds }: ProofMutation,
  folder: string,
  seed: string,
): Promise<Outcome | null> {
  const counts = [
    ...(cycles === undefined ? [] : ['--cycles', String(cycles)]),
    ...(seeds === undefined ? [] : ['--seeds', String(seeds)]),
  ];
  const args = ['test/prove/prove.ts', '--json', '--seed', seed, '--only', proof, ...counts];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  // It ends what it has started itself when it is asked to end.
  const timer = setTimeout(() => child.kill('SIGTERM'), timeoutMs);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const [[code], output, notes] = await Promise.all([
    exited,
    text(present(child.stdout, 'the output is piped')),
    text(present(child.stderr, 'the notes are piped')),
  ]);
  clearTimeout(timer);
  return code === null ? null : outcomeOf({ output, notes, code });
}

interface Ended {
  readonly output: string;
  readonly notes: string;
  readonly code: number;
}

/** A proof that ends without saying anything has said that something is wrong with it, and not what. */
export function outcomeOf({ output, notes, code }: Ended): Outcome {
  const slips = slipsIn(notes);
  const [result] = readRun(output)?.results ?? [];
  if (result === undefined) return { violations: [], slips, obstacle: `the proof ended with ${code}` };
  const isTried = Object.keys(result.figures).length > 0 || result.violations.length > 0;
  const { violations } = result;
  return {
    violations,
    slips: [...new Set([...slips, ...violations.flatMap(slipsIn)])],
    obstacle: isTried ? null : (result.skipped[0] ?? result.figure),
  };
}

function readRun(output: string): ProveRun | null {
  try {
    return JSON.parse(output) as ProveRun;
  } catch {
    return null;
  }
}
