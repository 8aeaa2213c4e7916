import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };
import { noCounts, sumOf, type Counts } from './counts.ts';

const steps = ['typecheck', 'lint', 'format', 'knip'] as const;
const root = fileURLToPath(new URL('../..', import.meta.url));

/** The scripts of `npm run check`, each counted as one test; a failing one does not hide what the others find. */
export async function runCheckLane(): Promise<Counts> {
  let counts = noCounts;
  for (const step of steps) {
    const isPassed = (await runScript(manifest.scripts[step])) === 0;
    console.log(`${isPassed ? 'passed' : 'FAILED'}: ${step}`);
    counts = sumOf(counts, isPassed ? { ...noCounts, passed: 1 } : { ...noCounts, failures: [`check ${step}`] });
  }
  return counts;
}

/** Runs a script as npm would, without npm: its exit code, or null when a signal ended it. */
async function runScript(script: string): Promise<unknown> {
  const path = `${root}node_modules/.bin${delimiter}${process.env['PATH'] ?? ''}`;
  const child = spawn(script, { cwd: root, shell: true, stdio: 'inherit', env: { ...process.env, PATH: path } });
  const exit: unknown[] = await once(child, 'exit');
  return exit[0];
}
