/** What the terminal needs of a writable stream such as standard output. */
export interface OutputStream {
  write(text: string, done: (error?: Error | null) => void): boolean;
  once(event: 'drain', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** Writes in order and knows when the reader has fallen behind. */
export interface Output {
  write(text: string): void;
  /** Settles when the reader has caught up: what produces output waits for it. */
  drained(): Promise<void>;
  /** Settles when everything written has left this process, or cannot any more. */
  flushed(): Promise<void>;
  /** Calls back once when the reader has gone. */
  onBroken(listener: () => void): void;
}

export function createOutput(stream: OutputStream): Output {
  let isFull = false;
  let isBroken = false;
  let unwritten = 0;
  const waiting: { readonly isDone: () => boolean; readonly resolve: () => void }[] = [];
  const brokenListeners: (() => void)[] = [];

  function settle(): void {
    for (const wait of waiting.splice(0)) {
      if (wait.isDone()) wait.resolve();
      else waiting.push(wait);
    }
  }
  function until(isDone: () => boolean): Promise<void> {
    return isDone() ? Promise.resolve() : new Promise((resolve) => void waiting.push({ isDone, resolve }));
  }
  function broken(): void {
    if (isBroken) return;
    isBroken = true;
    for (const listener of brokenListeners) listener();
    settle();
  }
  stream.on('error', broken);

  return {
    write: (text) => {
      if (isBroken) return;
      unwritten += 1;
      const hasRoom = stream.write(text, (error) => {
        unwritten -= 1;
        if (error !== null && error !== undefined) broken();
        settle();
      });
      if (hasRoom || isFull) return;
      isFull = true;
      stream.once('drain', () => {
        isFull = false;
        settle();
      });
    },
    drained: () => until(() => isBroken || !isFull),
    flushed: () => until(() => isBroken || unwritten === 0),
    onBroken: (listener) => void brokenListeners.push(listener),
  };
}
