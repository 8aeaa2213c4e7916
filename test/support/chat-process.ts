import { startEntry, type EntryProcess, type SpawnProcess } from './entry-process.ts';

/** A line that `chat --json` wrote (docs/terminal.md). */
export type ChatEvent = { readonly event: string } & Readonly<Record<string, unknown>>;

/** A message or notice as `timeline.page` shows it. */
export type ShownItem = { readonly type: string } & Readonly<Record<string, unknown>>;

/** A real `chat --json`, with a script that is written while it runs. */
export interface ChatProcess extends EntryProcess {
  /** Everything it told so far. */
  readonly events: readonly ChatEvent[];
  onEvent(listener: (event: ChatEvent) => void): void;
  /** Does one command; comes back with its `result`, and rejects with its `error`. */
  do(name: string, fields?: Readonly<Record<string, unknown>>): Promise<ChatEvent>;
  /** Does one command that goes wrong; comes back with its `error`. */
  fail(name: string, fields?: Readonly<Record<string, unknown>>): Promise<ChatEvent>;
  /** The first event that fits, of those that came and those to come; `from` leaves out as many of the first. */
  until(what: string, fits: (event: ChatEvent) => boolean, from?: number): Promise<ChatEvent>;
  /** Waits until the server is in this state after the first `from` events. */
  untilServer(state: string, from?: number): Promise<ChatEvent>;
  /** Everything a room shows, oldest first. */
  history(room: string, fields?: Readonly<Record<string, unknown>>): Promise<readonly ShownItem[]>;
}

export interface ChatStart {
  readonly folder: string;
  readonly name: string;
  readonly server?: string;
  /** Whether it looks for servers on the network. */
  readonly isDiscovering?: boolean;
  readonly options?: readonly string[];
}

const giveUpMs = 30_000;
const toldAtTheEnd = 15;

export function startChat(start: ChatStart, spawnProcess?: SpawnProcess): ChatProcess {
  const { folder, name, server, isDiscovering = false, options = [] } = start;
  const target = server === undefined ? [] : ['--server', server];
  const quiet = isDiscovering ? [] : ['--no-discovery'];
  const args = ['--json', '--data', folder, '--name', name, ...target, ...quiet, ...options];
  const entry = startEntry('chat', args, spawnProcess);
  const events: ChatEvent[] = [];
  const listeners = new Set<(event: ChatEvent) => void>();
  let count = 0;
  entry.onLine((line) => {
    const event = JSON.parse(line) as ChatEvent;
    events.push(event);
    for (const listener of [...listeners]) listener(event);
  });

  const until: ChatProcess['until'] = (what, fits, from = 0) => {
    const found = events.slice(from).find(fits);
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        listeners.delete(look);
      };
      const look = (event: ChatEvent): void => {
        if (events.length <= from || !fits(event)) return;
        end();
        resolve(event);
      };
      const giveUp = (why: string): void => {
        if (!listeners.has(look)) return;
        end();
        const last = events.slice(-toldAtTheEnd).map((event) => JSON.stringify(event));
        reject(new Error(`${name} never told ${what} (${why}). ${entry.stderr()}\n${last.join('\n')}`));
      };
      const timer = setTimeout(giveUp, giveUpMs, 'it took too long');
      listeners.add(look);
      entry.exited.then(({ code }) => giveUp(`it ended with ${code}`), reject);
    });
  };
  const answer = async (doName: string, fields: Readonly<Record<string, unknown>>): Promise<ChatEvent> => {
    count += 1;
    const id = `${name} ${count}`;
    const from = events.length;
    entry.write(`${JSON.stringify({ do: doName, id, ...fields })}\n`);
    return until(`what became of ${doName}`, (event) => event['id'] === id, from);
  };
  const settle = async (
    expected: 'result' | 'error',
    asked: { readonly name: string; readonly fields: Readonly<Record<string, unknown>> },
  ): Promise<ChatEvent> => {
    const event = await answer(asked.name, asked.fields);
    if (event.event === expected) return event;
    throw new Error(`${asked.name} ended otherwise: ${JSON.stringify(event)}`);
  };
  const act: ChatProcess['do'] = (doName, fields = {}) => settle('result', { name: doName, fields });

  return {
    ...entry,
    events,
    onEvent: (listener) => {
      listeners.add(listener);
    },
    do: act,
    fail: (doName, fields = {}) => settle('error', { name: doName, fields }),
    until,
    untilServer: (state, from) =>
      until(`that its server is ${state}`, (event) => event.event === 'server' && event['state'] === state, from),
    history: async (room, fields = {}) => {
      const pages: ShownItem[][] = [];
      for (let before: unknown = undefined; before !== null;) {
        const cursor = before === undefined ? {} : { before };
        const page = await act('timeline.page', { room, maxItems: 200, ...fields, ...cursor });
        pages.unshift(page['items'] as ShownItem[]);
        before = page['before'] ?? null;
      }
      return pages.flat();
    },
  };
}
