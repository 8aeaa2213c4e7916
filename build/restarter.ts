/** A program that is started anew as often as its code changes: one at a time, the next after the last has ended. */
export interface Restarter {
  /** Ends what runs and starts it anew. Asked again meanwhile, it starts only once. */
  restart(): Promise<void>;
  /** Starts nothing any more, and settles when nothing runs: what does is ended, or ends by itself and is waited for. */
  stop(how: 'end' | 'wait'): Promise<void>;
}

export interface RunningProgram {
  /** Its exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  end(): void;
}

export interface RestarterOptions {
  readonly start: () => RunningProgram;
  /** It ended, and nobody here had asked it to. */
  readonly onEnded: (code: number | null) => void;
}

export function createRestarter({ start, onEnded }: RestarterOptions): Restarter {
  let program: RunningProgram | null = null;
  let restarting: Promise<void> | null = null;
  let isStopped = false;

  function run(): void {
    restarting = null;
    if (isStopped) return;
    const started = start();
    program = started;
    void started.ended.then((code) => {
      if (program !== started) return;
      program = null;
      if (!isStopped) onEnded(code);
    });
  }

  async function end(): Promise<void> {
    const ending = program;
    program = null;
    ending?.end();
    await ending?.ended;
  }

  return {
    restart: () => (restarting ??= end().then(run)),
    stop: async (how) => {
      isStopped = true;
      await restarting;
      if (how === 'end') await end();
      else await program?.ended;
    },
  };
}
