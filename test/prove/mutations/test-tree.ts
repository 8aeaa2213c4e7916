import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { slipsIn } from '#test/support/slips.ts';
import type { Suite } from './mutation.ts';
import { timeoutMs, type Outcome } from './outcome.ts';

/** Of what vitest writes with `--reporter json`: what is read here. */
interface VitestRun {
  readonly testResults: readonly {
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Runs a suite on the tree in the folder; null where it came to no end. */
export async function testTree({ lane, file, test }: Suite, folder: string): Promise<Outcome | null> {
  const reports = mkdtempSync(join(tmpdir(), 'hallway-suite-'));
  try {
    const report = join(reports, 'report.json');
    // What is asked for is a piece of a title, and vitest takes an expression.
    const chosen = test === undefined ? [] : ['-t', test.replaceAll(/[^\p{L}\p{N} ]/gu, String.raw`\$&`)];
    const reporter = ['--reporter', 'json', '--outputFile', report];
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'build/vitest.config.ts'];
    const args = [...vitest, '--project', lane, file, ...chosen, ...reporter];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGTERM');
    }, timeoutMs);
    const [code] = (await once(child, 'exit')) as [number | null];
    clearTimeout(timer);
    return isLate || code === null ? null : outcomeOfRun(readReport(report), code);
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
}

/** What a run found: each test that failed, and each file that did not load. */
export function outcomeOfRun(run: VitestRun | null, code: number): Outcome {
  const files = run?.testResults ?? [];
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.filter(({ status }) => status === 'failed');
  const broken = files.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0);
  const violations = [
    ...failed.map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages[0] ?? ''}`),
    ...broken.map(({ message }) => message),
  ];
  // A test may stumble itself over what a mutation leaves out (TypeError): a name that is not there is the mutation's own.
  const slips = violations.flatMap(slipsIn).filter((line) => line.includes('ReferenceError'));
  if (violations.length > 0) return { violations, slips, obstacle: null };
  if (tests.length === 0) return { violations: [], slips, obstacle: `no test ran, vitest ended with ${code}` };
  // A hook that throws, before the tests or after them, or an error that nobody awaited.
  if (code !== 0) return { violations: [`no test failed, and vitest ended with ${code}`], slips, obstacle: null };
  const isTried = tests.some(({ status }) => status === 'passed');
  return { violations: [], slips, obstacle: isTried ? null : 'all tests were skipped' };
}

function readReport(path: string): VitestRun | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as VitestRun;
  } catch {
    return null;
  }
}
