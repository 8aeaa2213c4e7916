import { projectFolder } from '../../../build/entries.ts';
import { shorten } from '#shared/domain/text.ts';
import { runInCompany } from '../run-in-company.ts';
import { growTree, type SourceTree } from './mutated-tree.ts';
import { companyOf, judgeOf, type Mutation } from './mutation.ts';
import { timeoutMs, type Outcome } from './outcome.ts';
import { proveTree } from './prove-tree.ts';
import { testTree } from './test-tree.ts';

export interface MutationResult {
  readonly name: string;
  /** The proof's name, or the suite's file. */
  readonly judge: string;
  readonly verdict: Verdict;
  /** What made it red, or why nothing can be said. */
  readonly remark: string;
}

/** Not decided: its judge came to no end, could try nothing, or is red without the mutation too. */
export type Verdict = 'caught' | 'not caught' | 'not decided';

/** What a proof or a suite says of one tree; null where it comes to no end. */
export type Judge = (mutation: Mutation, folder: string) => Promise<Outcome | null>;

export interface MutationRun {
  readonly seed: string;
  readonly note: (line: string) => void;
  readonly judge?: Judge;
  readonly grow?: (mutation: Mutation | null) => SourceTree;
}

const maxRemark = 200;

/**
 * Runs each mutation's proof or suite on its broken copy, and once unbroken: only what is green there, by the same seed and the
 * same figures, was turned red by the mutation. Suites that share nothing with the machine run two at a time.
 */
export async function runMutations(mutations: readonly Mutation[], run: MutationRun): Promise<MutationResult[]> {
  const { seed, note, judge = judgeBySeed(seed), grow = growTree } = run;
  const unbroken = judgeUnbroken({ judge, grow });
  try {
    const queue = mutations.map((mutation) => ({ mutation, company: companyOf(mutation) }));
    return await runInCompany(queue, async ({ mutation }) => {
      const { name } = mutation;
      const control = undecidedBy(await unbroken.outcomeOf(mutation), 'unbroken');
      const judged = control ?? (await tryMutation(mutation, { judge, grow }));
      note(`${judgeOf(mutation)}: ${name}: ${judged.verdict}: ${judged.remark}`);
      return { name, judge: judgeOf(mutation), ...judged };
    });
  } finally {
    unbroken.remove();
  }
}

type Tools = Required<Pick<MutationRun, 'judge' | 'grow'>>;

/**
 * What each proof and each suite's file says where nothing is broken, each asked once. Proofs run on the sources themselves;
 * suites on one copy, since what a copy is without may turn a test red by itself.
 */
function judgeUnbroken({ judge, grow }: Tools) {
  const outcomes = new Map<string, Promise<Outcome | null>>();
  let copy: SourceTree | null = null;
  const ask = (mutation: Mutation): Promise<Outcome | null> => {
    if (mutation.suite === undefined) return judge(mutation, projectFolder);
    copy ??= grow(null);
    const { lane, file } = mutation.suite;
    return judge({ ...mutation, suite: { lane, file } }, copy.folder);
  };
  return {
    outcomeOf(mutation: Mutation): Promise<Outcome | null> {
      const share = shareOf(mutation);
      const outcome = outcomes.get(share) ?? ask(mutation);
      outcomes.set(share, outcome);
      return outcome;
    },
    remove: () => copy?.remove(),
  };
}

/** What is the same for all that one run on the sources as they are can speak for. */
function shareOf(mutation: Mutation): string {
  if (mutation.suite !== undefined) return `${mutation.suite.lane} ${mutation.suite.file}`;
  return `${mutation.proof} ${mutation.cycles ?? ''} ${mutation.seeds ?? ''}`;
}

type Judged = Pick<MutationResult, 'verdict' | 'remark'>;

async function tryMutation(mutation: Mutation, { judge, grow }: Tools): Promise<Judged> {
  const tree = grow(mutation);
  try {
    const outcome = await judge(mutation, tree.folder);
    return undecidedBy(outcome, 'broken') ?? verdictOf(mutation, outcome?.violations ?? []);
  } finally {
    tree.remove();
  }
}

/** A proof must be red for what was broken: one that is red for anything else would be so with nothing broken in that way. */
function verdictOf({ says }: Mutation, violations: readonly string[]): Judged {
  const [first] = violations;
  if (first === undefined) return { verdict: 'not caught', remark: 'all is green' };
  const meant = says === undefined ? first : violations.find((violation) => says.test(violation));
  if (meant !== undefined) return { verdict: 'caught', remark: remarkOf(meant) };
  return { verdict: 'not decided', remark: `broken, it is red for something else: ${remarkOf(first)}` };
}

/** Why nothing can be said after this; null where something can. */
function undecidedBy(outcome: Outcome | null, tree: 'broken' | 'unbroken'): Judged | null {
  const undecided = (why: string): Judged => ({ verdict: 'not decided', remark: `${tree}, ${why}` });
  if (outcome === null) return undecided(`it did not end within ${timeoutMs / 1_000} s`);
  const [slip] = outcome.slips;
  if (slip !== undefined) return undecided(`it stumbles over its own text: ${remarkOf(slip)}`);
  if (outcome.obstacle !== null) return undecided(`nothing could be tried: ${outcome.obstacle}`);
  const [first] = outcome.violations;
  return first === undefined || tree === 'broken' ? null : undecided(`it is red too: ${remarkOf(first)}`);
}

function remarkOf(violation: string): string {
  return shorten(violation.split('\n').slice(0, 2).join(' '), maxRemark);
}

function judgeBySeed(seed: string): Judge {
  return (mutation, folder) =>
    mutation.suite === undefined ? proveTree(mutation, folder, seed) : testTree(mutation.suite, folder);
}
