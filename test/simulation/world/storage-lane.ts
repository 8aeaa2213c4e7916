import type { Synchronous } from '#main/storage/client/async-facade.ts';

/**
 * The storage worker of one process, slowed down: what is asked for waits until it is done, and what was done waits until it
 * is answered, in order. A process can die in between, and then what was done stays and the answer never comes.
 */
export interface StorageLane {
  /** Verbs that answer at once, as verbs that go through this lane. */
  facade<Store extends object>(verbs: Synchronous<Store>): Store;
  run<Value>(name: string, work: () => Value): Promise<Value>;
  /** Does the next thing asked for; its name, or null when there is none. */
  execute(): string | null;
  /** Gives the next answer; the name of the verb, or null when there is none. */
  answer(): string | null;
  /** Things that were not answered yet. */
  readonly size: number;
  readonly unanswered: number;
  /** The process is gone. */
  kill(): void;
}

interface Job {
  readonly name: string;
  readonly work: () => void;
}

export function createStorageLane(): StorageLane {
  let asked: Job[] = [];
  let answers: Job[] = [];
  let isDead = false;

  function run<Value>(name: string, work: () => Value): Promise<Value> {
    return new Promise((resolve, reject) => {
      if (isDead) return;
      asked.push({
        name,
        work: () => {
          try {
            const value = work();
            answers.push({ name, work: () => resolve(value) });
          } catch (error) {
            answers.push({ name, work: () => reject(error instanceof Error ? error : new Error(String(error))) });
          }
        },
      });
    });
  }

  function next(jobs: Job[]): string | null {
    const job = jobs.shift();
    job?.work();
    return job?.name ?? null;
  }

  return {
    run,
    facade: <Store extends object>(verbs: Synchronous<Store>) => {
      const facade = Object.entries<(...args: unknown[]) => unknown>(verbs as never).map(
        ([name, verb]) => [name, (...args: unknown[]) => run(name, () => verb(...args))] as const,
      );
      // Each verb has become the promise of itself, which is what `Synchronous` undoes.
      return Object.fromEntries(facade) as Store;
    },
    execute: () => next(asked),
    answer: () => next(answers),
    get size() {
      return asked.length + answers.length;
    },
    get unanswered() {
      return answers.length;
    },
    kill: () => {
      isDead = true;
      asked = [];
      answers = [];
    },
  };
}
