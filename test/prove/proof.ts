/** One thing that is promised, tried with real means and in great numbers. */
export interface Proof {
  /** What `--only` names it by. */
  readonly name: string;
  /** What is done, as a fact, for the table of docs/reliability.md. */
  readonly what: string;
  /**
   * `alone`: it keeps all cores busy, or times are judged in it. `beside`: another such proof may run at the same time without
   * either being judged otherwise.
   */
  readonly company: 'alone' | 'beside';
  run(options: ProofOptions): Promise<ProofReport>;
}

export interface ProofOptions {
  /** How often, in the proof's own unit; null for its share. */
  readonly cycles: number | null;
  /** How many seeds, where seeds are counted; null for the share. */
  readonly seeds: number | null;
  /** What all that is left to chance comes from. */
  readonly seed: string;
  /** A night's share in place of the usual one. */
  readonly isNightly: boolean;
  /** Says how far it is. */
  readonly note: (line: string) => void;
}

export interface ProofReport {
  /** What was reached, in a few words, for the table. */
  readonly figure: string;
  readonly figures: Readonly<Record<string, number | string>>;
  /** What broke the promise, each with what repeats it; empty when it held. */
  readonly violations: readonly string[];
  /** What this machine could not try, as the rest of a sentence each. */
  readonly skipped?: readonly string[];
}

/** How many of something: what was asked for, or the share. */
export function share(options: ProofOptions, usual: number, nightly: number): number {
  return options.cycles ?? (options.isNightly ? nightly : usual);
}
