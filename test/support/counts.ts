export interface Counts {
  readonly passed: number;
  /** What failed, each by a name that finds it in what was printed. */
  readonly failures: readonly string[];
  readonly skipped: number;
  /** Lanes in which no test was found to run. Nothing failed there, and nothing was tried. */
  readonly empty: number;
}

export const noCounts: Counts = { passed: 0, failures: [], skipped: 0, empty: 0 };

export function sumOf(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failures: [...a.failures, ...b.failures],
    skipped: a.skipped + b.skipped,
    empty: a.empty + b.empty,
  };
}

export function formatCounts({ passed, failures, skipped, empty }: Counts): string {
  const told = `${passed} passed, ${failures.length} failed, ${skipped} skipped`;
  if (empty === 0) return told;
  if (passed + failures.length + skipped === 0) return 'no test ran';
  return `${told}, and in ${empty} ${empty === 1 ? 'lane' : 'lanes'} no test ran`;
}

/** What failed, a line each, for the end of a long output; empty where nothing did. */
export function formatFailures({ failures }: Counts): string {
  return failures.map((name) => `FAILED: ${name}\n`).join('');
}

/** Whether all that ran was good, and there was something to run in every lane. */
export function isGood({ failures, empty }: Counts): boolean {
  return failures.length + empty === 0;
}
