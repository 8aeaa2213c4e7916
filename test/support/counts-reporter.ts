import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import { noCounts, sumOf, type Counts } from './counts.ts';

/** Where the runner wants the counts, as JSON. */
export const countsFileVariable = 'HALLWAY_TEST_COUNTS_FILE';

interface Failure {
  readonly message: string;
}

/** Tells the runner what became of a vitest run. */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly Failure[]): void {
    const path = process.env[countsFileVariable];
    if (path === undefined) return;
    const strays = {
      ...noCounts,
      failures: unhandledErrors.map((error) => `an error outside every test: ${firstLine(error)}`),
    };
    writeFileSync(path, JSON.stringify(modules.map(countsOf).reduce(sumOf, strays)));
  }
}

/** Counts tests, and as a failure whatever went wrong outside a test: a file that does not load, a hook that throws. */
function countsOf(module: TestModule): Counts {
  const file = module.relativeModuleId;
  let { passed, skipped } = noCounts;
  const failures: string[] = [];
  for (const test of module.children.allTests()) {
    const { state, errors } = test.result();
    if (state === 'passed') passed += 1;
    else if (state === 'skipped') skipped += 1;
    else failures.push(`${file} > ${test.fullName}: ${firstLine(errors?.[0])}`);
  }
  for (const suite of module.children.allSuites()) {
    failures.push(
      ...suite.errors().map((error) => `${file} > ${suite.fullName}, around its tests: ${firstLine(error)}`),
    );
  }
  failures.push(...module.errors().map((error) => `${file}, outside its tests: ${firstLine(error)}`));
  if (failures.length === 0 && module.state() === 'failed') failures.push(file);
  return { ...noCounts, passed, failures, skipped };
}

function firstLine(error: Failure | undefined): string {
  return error?.message.split('\n', 1)[0] ?? 'no reason given';
}
