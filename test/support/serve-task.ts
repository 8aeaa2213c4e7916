import { startEntry } from './entry-process.ts';

/** `serve backup`, `serve status` and the like, as somebody at the machine runs them; comes back with what it says in JSON. */
export async function runServeTask(task: string, dataFolder: string, ...more: readonly string[]): Promise<TaskSaid> {
  const { code, stdout, stderr } = await startEntry('serve', [task, ...more, '--data', dataFolder, '--json']).exited;
  if (code !== 0) throw new Error(`serve ${task} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as TaskSaid;
}

export type TaskSaid = Readonly<Record<string, unknown>>;
