import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import { noCounts, sumOf, type Counts } from './counts.ts';

/** Where the runner wants the counts, as JSON. */
export const countsFileVariable = 'HALLWAY_TEST_COUNTS_FILE';

/** Tells the runner what became of a vitest run. */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const path = process.env[countsFileVariable];
    if (path === undefined) return;
    const strays = { ...noCounts, failed: unhandledErrors.length };
    writeFileSync(path, JSON.stringify(modules.map(countsOf).reduce(sumOf, strays)));
  }
}

/** Counts tests, and as a failure whatever went wrong outside a test: a file that does not load, a hook that throws. */
function countsOf(module: TestModule): Counts {
  let { passed, failed, skipped } = noCounts;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === 'passed') passed += 1;
    else if (state === 'skipped') skipped += 1;
    else failed += 1;
  }
  for (const suite of module.children.allSuites()) failed += suite.errors().length;
  failed += module.errors().length;
  return { ...noCounts, passed, failed: failed === 0 && module.state() === 'failed' ? 1 : failed, skipped };
}
