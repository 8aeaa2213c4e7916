/** What a proof or a suite said of one tree. */
export interface Outcome {
  readonly violations: readonly string[];
  /** What speaks of a mistake in the program's own text, such as a name that is not there: nothing else can be said then. */
  readonly slips: readonly string[];
  /** Why it could try nothing; null where it could. */
  readonly obstacle: string | null;
}

/** A broken program may not come to its end. */
export const timeoutMs = 8 * 60_000;
