import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runServeTask } from '#test/support/serve-task.ts';

/** How an older copy came into the place of the log, and what says so. */
export type WayBack =
  /** By `serve restore`, which begins a new epoch. */
  | 'told'
  /** Somebody copied the file; the mark beside it says how far it was. */
  | 'marked'
  /** The whole folder is an older one: only devices know. */
  | 'silent';

/** Puts a backup in the place of a log whose server does not run. */
export async function rollBack(dataFolder: string, backup: string, way: WayBack): Promise<void> {
  if (way === 'told') {
    await runServeTask('restore', dataFolder, backup);
    return;
  }
  const file = join(dataFolder, 'server.db');
  for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true });
  copyFileSync(backup, file);
  if (way === 'silent') rmSync(join(dataFolder, 'server.high-water'), { force: true });
}
