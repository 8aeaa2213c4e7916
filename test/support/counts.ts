export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Lanes in which no test was found to run. Nothing failed there, and nothing was tried. */
  readonly empty: number;
}

export const noCounts: Counts = { passed: 0, failed: 0, skipped: 0, empty: 0 };

export function sumOf(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    empty: a.empty + b.empty,
  };
}

export function formatCounts({ passed, failed, skipped, empty }: Counts): string {
  const told = `${passed} passed, ${failed} failed, ${skipped} skipped`;
  if (empty === 0) return told;
  if (passed + failed + skipped === 0) return 'no test ran';
  return `${told}, and in ${empty} ${empty === 1 ? 'lane' : 'lanes'} no test ran`;
}

/** Whether all that ran was good, and there was something to run in every lane. */
export function isGood({ failed, empty }: Counts): boolean {
  return failed + empty === 0;
}
