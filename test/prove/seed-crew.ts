import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import type { SeedAnswer, SeedTask } from './seed-task.ts';

/** Runs all tasks over as many processes as there are cores, and hands over each answer as it comes. */
export async function runSeeds(tasks: Iterable<SeedTask>, onAnswer: (answer: SeedAnswer) => void): Promise<void> {
  const next = tasks[Symbol.iterator]();
  await Promise.all(
    cpus().map(async () => {
      const child = fork(new URL('simulation-process.ts', import.meta.url));
      try {
        for (let task = next.next(); task.done !== true; task = next.next())
          onAnswer(await answerOf(child, task.value));
      } finally {
        child.kill();
      }
    }),
  );
}

async function answerOf(child: ChildProcess, task: SeedTask): Promise<SeedAnswer> {
  const answered = once(child, 'message') as Promise<[SeedAnswer]>;
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The process of seed ${task.seed} ended by itself`);
  });
  // The losing one of the two is nobody's.
  ended.catch(() => undefined);
  child.send(task);
  const [answer] = await Promise.race([answered, ended]);
  return answer;
}
