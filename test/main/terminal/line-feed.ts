/** Lines typed one by one by a test. */
export interface LineFeed {
  readonly lines: AsyncIterable<string>;
  type(line: string): void;
  end(): void;
}

export function createLineFeed(): LineFeed {
  const typed: (string | null)[] = [];
  let wake: () => void = () => undefined;
  async function* lines(): AsyncGenerator<string> {
    for (;;) {
      const next = typed.shift();
      if (next === null) return;
      if (next !== undefined) yield next;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  const push = (line: string | null): void => {
    typed.push(line);
    wake();
  };
  return {
    lines: lines(),
    type: push,
    end: () => {
      push(null);
    },
  };
}

/** Lets everything that is under way in this process come to rest. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
