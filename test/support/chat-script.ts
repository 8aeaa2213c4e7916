import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { createInterface } from 'node:readline';
import { present } from '#shared/assert.ts';
import { projectFolder } from '../../build/entries.ts';

/** A line that `chat --json` wrote. */
export type ChatEvent = Readonly<Record<string, unknown>> & { readonly event: string };

/** A real `chat --json`, started as scripts start it. */
export interface ChatScript {
  say(command: object): void;
  /** Everything it wrote so far. */
  events(): readonly ChatEvent[];
  of(event: string): readonly ChatEvent[];
  /** The first event, also an earlier one, that the condition holds for; rejects with the last lines when none comes. */
  until(condition: (event: ChatEvent) => boolean, timeoutMs?: number): Promise<ChatEvent>;
  /** Ends its input and waits for its end; the exit code. */
  finish(): Promise<number | null>;
  kill(): Promise<void>;
}

export type Spawn = (command: string, args: readonly string[], options: SpawnOptions) => ChildProcess;

export interface ChatScriptOptions {
  readonly folder: string;
  readonly name: string;
  /** More options of `chat`. */
  readonly more?: readonly string[];
  /** Starts it somewhere else, such as in a network namespace. */
  readonly spawn?: Spawn;
}

const patienceMs = 20_000;

export function startChat({ folder, name, more = [], spawn: start = spawn }: ChatScriptOptions): ChatScript {
  const args = [`${projectFolder}build/run.mjs`, 'chat', '--json', '--data', folder, '--name', name, ...more];
  const child = start(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const stdin = present(child.stdin, 'a pipe');
  const events: ChatEvent[] = [];
  const waiting = new Set<() => void>();
  let stderr = '';
  child.stderr?.on('data', (data: Buffer) => (stderr += data.toString()));
  // A killed chat takes its pipe with it.
  stdin.on('error', () => undefined);
  createInterface(present(child.stdout, 'a pipe')).on('line', (line) => {
    events.push(JSON.parse(line) as ChatEvent);
    for (const check of waiting) check();
  });
  const exited = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      resolve(code);
    });
  });

  return {
    say: (command) => stdin.write(`${JSON.stringify(command)}\n`),
    events: () => events,
    of: (event) => events.filter((each) => each.event === event),
    until: (condition, timeoutMs = patienceMs) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const found = events.find(condition);
          if (found === undefined) return;
          stop();
          resolve(found);
        };
        const timer = setTimeout(() => {
          stop();
          reject(new Error(`${name}: not within ${timeoutMs} ms; wrote ${JSON.stringify(events.slice(-8))} ${stderr}`));
        }, timeoutMs);
        const stop = (): void => {
          waiting.delete(check);
          clearTimeout(timer);
        };
        waiting.add(check);
        check();
      }),
    finish: () => {
      stdin.end();
      return exited;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Whether the event says that this message came, from anybody. */
export function isMessage(text: string): (event: ChatEvent) => boolean {
  return (event) => event.event === 'message' && event['text'] === text;
}

/** Whether the event says that a server is in this state. */
export function isServer(state: string): (event: ChatEvent) => boolean {
  return (event) => event.event === 'server' && event['state'] === state;
}
