import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { projectFolder } from '../../../build/entries.ts';
import { present } from '#shared/assert.ts';
import { shorten } from '#shared/domain/text.ts';
import type { ProveRun } from '../run-proofs.ts';
import { growMutatedTree, type MutatedTree } from './mutated-tree.ts';
import type { Mutation } from './mutation.ts';

export interface MutationResult {
  readonly name: string;
  readonly proof: string;
  readonly verdict: Verdict;
  /** What made it red, or why nothing can be said. */
  readonly remark: string;
}

/** Not decided: the proof came to no end, could try nothing, or is red without the mutation too. */
export type Verdict = 'caught' | 'not caught' | 'not decided';

/** What a proof said of one tree; null where it came to no end. */
export type Prove = (mutation: Mutation, folder: string) => Promise<Outcome | null>;

export interface Outcome {
  readonly violations: readonly string[];
  /** Why it could try nothing; null where it could. */
  readonly obstacle: string | null;
}

export interface MutationRun {
  readonly seed: string;
  readonly note: (line: string) => void;
  readonly prove?: Prove;
  readonly grow?: (mutation: Mutation) => MutatedTree;
}

/** A broken program may not come to its end. */
const timeoutMs = 8 * 60_000;
const maxRemark = 200;

/**
 * Runs each mutation's proof on its broken copy, one after the other, and once on the sources as they are: only what is green
 * there, by the same seed and the same figures, was turned red by the mutation.
 */
export async function runMutations(mutations: readonly Mutation[], run: MutationRun): Promise<MutationResult[]> {
  const { seed, note, prove = proveBySeed(seed), grow = growMutatedTree } = run;
  const controls = new Map<string, Promise<Outcome | null>>();
  const controlOf = (mutation: Mutation): Promise<Outcome | null> => {
    const share = `${mutation.proof} ${mutation.cycles ?? ''} ${mutation.seeds ?? ''}`;
    const control = controls.get(share) ?? prove(mutation, projectFolder);
    controls.set(share, control);
    return control;
  };
  const results: MutationResult[] = [];
  for (const mutation of mutations) {
    const { name, proof } = mutation;
    const control = undecidedBy(await controlOf(mutation), 'unbroken');
    const judged = control ?? (await tryMutation(mutation, { prove, grow }));
    note(`${proof}: ${name}: ${judged.verdict}: ${judged.remark}`);
    results.push({ name, proof, ...judged });
  }
  return results;
}

type Judged = Pick<MutationResult, 'verdict' | 'remark'>;

async function tryMutation(
  mutation: Mutation,
  { prove, grow }: Required<Pick<MutationRun, 'prove' | 'grow'>>,
): Promise<Judged> {
  const tree = grow(mutation);
  try {
    const outcome = await prove(mutation, tree.folder);
    const [first] = outcome?.violations ?? [];
    if (first !== undefined) return { verdict: 'caught', remark: remarkOf(first) };
    return undecidedBy(outcome, 'broken') ?? { verdict: 'not caught', remark: 'the proof is green' };
  } finally {
    tree.remove();
  }
}

/** Why nothing can be said after this; null where something can. */
function undecidedBy(outcome: Outcome | null, tree: 'broken' | 'unbroken'): Judged | null {
  const undecided = (why: string): Judged => ({ verdict: 'not decided', remark: `${tree}, ${why}` });
  if (outcome === null) return undecided(`it did not end within ${timeoutMs / 1_000} s`);
  if (outcome.obstacle !== null) return undecided(`nothing could be tried: ${outcome.obstacle}`);
  const [first] = outcome.violations;
  return first === undefined || tree === 'broken' ? null : undecided(`it is red too: ${remarkOf(first)}`);
}

function remarkOf(violation: string): string {
  return shorten(violation.split('\n').slice(0, 2).join(' '), maxRemark);
}

function proveBySeed(seed: string): Prove {
  return async ({ proof, cycles, seeds }, folder) => {
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
    return code === null ? null : outcomeOf(output, code);
  };
}

/** A proof that ends without saying anything has said that something is wrong with it, and not what. */
function outcomeOf(output: string, code: number): Outcome {
  const [result] = readRun(output)?.results ?? [];
  if (result === undefined) return { violations: [], obstacle: `the proof ended with ${code}` };
  const isTried = Object.keys(result.figures).length > 0 || result.violations.length > 0;
  return { violations: result.violations, obstacle: isTried ? null : (result.skipped[0] ?? result.figure) };
}

function readRun(output: string): ProveRun | null {
  try {
    return JSON.parse(output) as ProveRun;
  } catch {
    return null;
  }
}
