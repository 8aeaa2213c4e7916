import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { noCounts, sumOf, type Counts } from './counts.ts';
import { countsFileVariable } from './counts-reporter.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs one project of build/vitest.config.ts, its output passed on as it comes. */
export async function runVitestLane(project: string, vitestArgs: readonly string[]): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-counts-'));
  try {
    const countsFile = join(folder, 'counts.json');
    const code = await runVitest(['--project', project, ...vitestArgs], countsFile);
    return soundCounts(project, readCounts(countsFile), code === 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A run that ended badly without a failed test counts as a failure of its own; one that found no test has nothing to count. */
function soundCounts(project: string, counts: Counts, isGoodEnd: boolean): Counts {
  if (counts.passed + counts.failures.length + counts.skipped === 0) {
    console.log(`No test of ${project} ran.`);
    return { ...counts, empty: 1 };
  }
  const isHidden = !isGoodEnd && counts.failures.length === 0;
  return isHidden
    ? sumOf(counts, { ...noCounts, failures: [`${project} ended badly, with no test that failed`] })
    : counts;
}

async function runVitest(args: readonly string[], countsFile: string): Promise<unknown> {
  const vitest = `${root}node_modules/vitest/vitest.mjs`;
  const reporters = ['--reporter', 'default', '--reporter', `${root}test/support/counts-reporter.ts`];
  const child = spawn(
    process.execPath,
    [vitest, 'run', '--config', `${root}build/vitest.config.ts`, ...reporters, ...args],
    { cwd: root, stdio: 'inherit', env: { ...process.env, [countsFileVariable]: countsFile } },
  );
  const exit: unknown[] = await once(child, 'exit');
  return exit[0];
}

function readCounts(countsFile: string): Counts {
  try {
    return JSON.parse(readFileSync(countsFile, 'utf8')) as Counts;
  } catch {
    return noCounts;
  }
}
