import type { Proof } from '../proof.ts';

/** A mechanism broken on purpose, in a copy of the sources: the proof or the suite that is named must say so. */
export type Mutation = ProofMutation | SuiteMutation;

interface Breakage {
  readonly name: string;
  /** From the project's folder. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

export interface ProofMutation extends Breakage {
  /** The proof that must turn red, at these small figures. */
  readonly proof: string;
  /** What one of the proof's violations has in it: red for anything else, the mutation proves nothing. */
  readonly says: RegExp;
  readonly cycles?: number;
  readonly seeds?: number;
  readonly suite?: never;
}

export interface SuiteMutation extends Breakage {
  readonly suite: Suite;
  readonly proof?: never;
  readonly says?: never;
}

/** Tests of a lane of `npm test`. */
export interface Suite {
  readonly lane: string;
  /** From the project's folder. */
  readonly file: string;
  /** What the titles of the tests that are run have in them; all of the file otherwise. */
  readonly test?: string;
}

/** What has to turn red, in a word: the proof's name, or the suite's file. */
export function judgeOf({ proof, suite }: Mutation): string {
  return proof ?? suite?.file ?? '';
}

/** Lanes of which nothing runs but the sources, in a process of their own. */
const lanesOfSources: readonly (string | undefined)[] = ['unit', 'renderer'];

/** Whether its judge runs the built program, and with it the machine's ports, networks and screens. */
export function needsBuild({ suite }: Mutation): boolean {
  return !lanesOfSources.includes(suite?.lane);
}

/** What runs the built program, or keeps all cores busy, runs alone. */
export function companyOf(mutation: Mutation): Proof['company'] {
  return needsBuild(mutation) ? 'alone' : 'beside';
}
