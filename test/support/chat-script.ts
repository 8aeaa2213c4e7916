import { startEntry, type SpawnProcess } from './entry-process.ts';

/** A line that `chat --json` wrote. */
export type ChatEvent = Readonly<Record<string, unknown>> & { readonly event: string };

/** A real `chat --json`, started as scripts start it. */
export interface ChatScript {
  readonly name: string;
  readonly pid: number;
  say(command: object): void;
  /** Does one command of docs/terminal.md; comes back with its `result` or `error`. */
  ask(name: string, fields?: object): Promise<ChatEvent>;
  /** Everything it wrote so far. */
  events(): readonly ChatEvent[];
  of(event: string): readonly ChatEvent[];
  /** Calls back with each line it writes from now on. */
  onEvent(listener: (event: ChatEvent) => void): void;
  /** The first event, also an earlier one, that the condition holds for; rejects with the last lines when none comes. */
  until(condition: (event: ChatEvent) => boolean, timeoutMs?: number): Promise<ChatEvent>;
  /** The same, of the events that came after the first so many. */
  untilAfter(count: number, condition: (event: ChatEvent) => boolean): Promise<ChatEvent>;
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
  const listeners = new Set<(event: ChatEvent) => void>();
  const waiting = new Set<(why: string) => void>();
  let asked = 0;
  entry.onLine((line) => {
    const event = JSON.parse(line) as ChatEvent;
    events.push(event);
    for (const listener of [...listeners]) listener(event);
  });
  const exited = entry.exited.then(({ code }) => {
    for (const giveUp of waiting) giveUp(`it ended with ${code}`);
    return code;
  });
  const say = (command: object): void => {
    entry.write(`${JSON.stringify(command)}\n`);
  };
  const find = (
    { after, timeoutMs }: { readonly after: number; readonly timeoutMs: number },
    condition: (event: ChatEvent) => boolean,
  ): Promise<ChatEvent> => {
    const found = events.slice(after).find(condition);
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const check = (event: ChatEvent): void => {
        if (events.length <= after || !condition(event)) return;
        stop();
        resolve(event);
      };
      const giveUp = (why: string): void => {
        stop();
        reject(new Error(`${name}: ${why}; wrote ${JSON.stringify(events.slice(-8))} ${entry.stderr()}`));
      };
      const timer = setTimeout(giveUp, timeoutMs, `not within ${timeoutMs} ms`);
      const stop = (): void => {
        listeners.delete(check);
        waiting.delete(giveUp);
        clearTimeout(timer);
      };
      listeners.add(check);
      waiting.add(giveUp);
    });
  };

  return {
    name,
    pid: entry.pid,
    say,
    ask: (what, fields = {}) => {
      asked += 1;
      const id = `${name} asks ${asked}`;
      const after = events.length;
      say({ do: what, id, ...fields });
      // A command may wait as long as `--wait` before it is answered.
      return find({ after, timeoutMs: 2 * patienceMs }, (event) => event['id'] === id);
    },
    events: () => events,
    of: (event) => events.filter((each) => each.event === event),
    onEvent: (listener) => {
      listeners.add(listener);
    },
    until: (condition, timeoutMs = patienceMs) => find({ after: 0, timeoutMs }, condition),
    untilAfter: (after, condition) => find({ after, timeoutMs: patienceMs }, condition),
    finish: () => {
      entry.endInput();
      return exited;
    },
    kill: async () => {
      entry.kill('SIGKILL');
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

/** Whether the event says that an own message is in this state: this one, or any. */
export function isDelivery(state: string, command?: unknown): (event: ChatEvent) => boolean {
  return (event) =>
    event.event === 'delivery' && event['state'] === state && (command === undefined || event['command'] === command);
}
