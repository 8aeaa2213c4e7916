import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** Migrates in a process of its own that is killed so long after it has begun; with the milliseconds it took where it was not. */
export async function migrateAndKill(script: string, file: string, afterMs: number): Promise<number | null> {
  const child = spawn(process.execPath, [script, file], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const startedAt = performance.now();
  const done = once(child.stdout, 'data').then(() => performance.now() - startedAt);
  child.stdin.write('go\n');
  const tookMs = await Promise.race([done, delay(afterMs, null)]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  return tookMs;
}
