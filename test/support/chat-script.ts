import { startEntry, type SpawnProcess } from './entry-process.ts';

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

export interface ChatScriptOptions {
  readonly folder: string;
  readonly name: string;
  /** More options of `chat`. */
  readonly more?: readonly string[];
  /** Starts it somewhere else, such as in a network namespace. */
  readonly spawn?: SpawnProcess;
}

const patienceMs = 20_000;

export function startChat({ folder, name, more = [], spawn }: ChatScriptOptions): ChatScript {
  const entry = startEntry('chat', ['--json', '--data', folder, '--name', name, ...more], spawn);
  const events: ChatEvent[] = [];
  const waiting = new Set<() => void>();
  entry.onLine((line) => {
    events.push(JSON.parse(line) as ChatEvent);
    for (const check of waiting) check();
  });

  return {
    say: (command) => {
      entry.write(`${JSON.stringify(command)}\n`);
    },
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
          reject(
            new Error(
              `${name}: not within ${timeoutMs} ms; wrote ${JSON.stringify(events.slice(-8))} ${entry.stderr()}`,
            ),
          );
        }, timeoutMs);
        const stop = (): void => {
          waiting.delete(check);
          clearTimeout(timer);
        };
        waiting.add(check);
        check();
      }),
    finish: async () => {
      entry.endInput();
      return (await entry.exited).code;
    },
    kill: async () => {
      entry.kill('SIGKILL');
      await entry.exited;
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
