import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { present } from '#shared/assert.ts';
import { shorten } from '#shared/domain/text.ts';
import type { ProveRun } from '../run-proofs.ts';
import { growMutatedTree } from './mutated-tree.ts';
import type { Mutation } from './mutation.ts';

export interface MutationResult {
  readonly name: string;
  readonly proof: string;
  readonly isCaught: boolean;
  /** The first violation, or why there is none. */
  readonly remark: string;
}

/** A broken program may not come to its end. */
const timeoutMs = 5 * 60_000;
const maxRemark = 140;

/** Runs each mutation's proof on its broken copy, one after the other. */
export async function runMutations(
  mutations: readonly Mutation[],
  { seed, note }: { readonly seed: string; readonly note: (line: string) => void },
): Promise<MutationResult[]> {
  const results: MutationResult[] = [];
  for (const mutation of mutations) {
    const result = await runMutation(mutation, seed);
    note(`${mutation.proof}: ${mutation.name}: ${result.isCaught ? 'caught' : 'NOT CAUGHT'}: ${result.remark}`);
    results.push(result);
  }
  return results;
}

async function runMutation(mutation: Mutation, seed: string): Promise<MutationResult> {
  const { name, proof } = mutation;
  const tree = growMutatedTree(mutation);
  try {
    const { code, output } = await prove(mutation, { folder: tree.folder, seed });
    if (code === null) return { name, proof, isCaught: true, remark: `it did not end within ${timeoutMs / 1_000} s` };
    const [result] = readRun(output)?.results ?? [];
    const [first] = result?.violations ?? [];
    const remark = first ?? result?.skipped[0] ?? result?.figure ?? `the proof ended with ${code}`;
    return { name, proof, isCaught: first !== undefined, remark: shorten(remark.split('\n')[0] ?? '', maxRemark) };
  } finally {
    tree.remove();
  }
}

/** The exit code, null when it had to be ended, and what it printed. */
async function prove(
  { proof, cycles, seeds }: Mutation,
  { folder, seed }: { readonly folder: string; readonly seed: string },
): Promise<{ readonly code: number | null; readonly output: string }> {
  const counts = [
    ...(cycles === undefined ? [] : ['--cycles', String(cycles)]),
    ...(seeds === undefined ? [] : ['--seeds', String(seeds)]),
  ];
  const args = ['test/prove/prove.ts', '--json', '--seed', seed, '--only', proof, ...counts];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  // It ends what it has started itself when it is asked to end.
  const timer = setTimeout(() => child.kill('SIGTERM'), timeoutMs);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const [[code], output] = await Promise.all([exited, text(present(child.stdout, 'the output is piped'))]);
  clearTimeout(timer);
  return { code, output };
}

function readRun(output: string): ProveRun | null {
  try {
    return JSON.parse(output) as ProveRun;
  } catch {
    return null;
  }
}
