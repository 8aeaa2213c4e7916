/** A rule that a run broke, and how. */
export interface Violation {
  readonly rule: string;
  readonly problem: string;
}

export function violation(rule: string, problem: string): Violation {
  return { rule, problem };
}
