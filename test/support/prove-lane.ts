import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { noCounts, sumOf, type Counts } from './counts.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What of the proofs is short enough for every run of all lanes: some minutes. The whole is `npm run prove`. */
const laneShare = [
  { proof: 'fsync', cycles: 500 },
  { proof: 'kill-server', cycles: 60 },
  { proof: 'disk', cycles: 4 },
  { proof: 'model', cycles: 200 },
  { proof: 'fuzz', cycles: 100_000 },
] as const;

/** Each proof counts as one test: passed, failed, or skipped where the machine can try nothing of it. */
export async function runProveLane(): Promise<Counts> {
  let counts = noCounts;
  for (const { proof, cycles } of laneShare) counts = sumOf(counts, await runProof(proof, cycles));
  return counts;
}

async function runProof(proof: string, cycles: number): Promise<Counts> {
  const args = ['test/prove/prove.ts', '--only', proof, '--cycles', String(cycles)];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  const exit: unknown[] = await once(child, 'exit');
  if (exit[0] === notTried) return { ...noCounts, skipped: 1 };
  return exit[0] === 0 ? { ...noCounts, passed: 1 } : { ...noCounts, failures: [`prove ${proof}`] };
}

/** How `npm run prove` ends where nothing was broken and nothing could be tried. */
const notTried = 3;
