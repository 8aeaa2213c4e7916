import { fork } from 'node:child_process';
import { cpus } from 'node:os';
import type { SeedAnswer, SeedTask } from './seed-task.ts';

/** Runs are short and leave much behind: a large young generation is collected less often. */
const execArgv = ['--max-semi-space-size=32'];

/** Runs all tasks over as many processes as there are cores, and hands over each answer as it comes. */
export async function runSeeds(tasks: Iterable<SeedTask>, onAnswer: (answer: SeedAnswer) => void): Promise<void> {
  const next = tasks[Symbol.iterator]();
  await Promise.all(cpus().map(() => work(next, onAnswer)));
}

function work(next: Iterator<SeedTask>, onAnswer: (answer: SeedAnswer) => void): Promise<void> {
  const child = fork(new URL('simulation-process.ts', import.meta.url), { execArgv });
  return new Promise((resolve, reject) => {
    let current = next.next();
    const give = (): void => {
      if (current.done === true) child.disconnect();
      else child.send(current.value);
    };
    child.on('message', (answer: SeedAnswer) => {
      onAnswer(answer);
      current = next.next();
      give();
    });
    child.once('exit', () => {
      if (current.done === true) resolve();
      else reject(new Error(`The process of seed ${current.value.seed} ended by itself`));
    });
    give();
  });
}
