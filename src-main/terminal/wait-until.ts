import type { Clock } from '#shared/clock.ts';

export interface Waiting {
  readonly clock: Clock;
  /** Ends every wait at once. */
  readonly signal: AbortSignal;
  /** Calls back whenever the answer may have changed, and returns its own undo. */
  onChange(listener: () => void): () => void;
}

/** Resolves true as soon as `isSo()` holds, false when it does not within `timeoutMs` or the wait was ended. */
export function waitUntil(isSo: () => boolean, timeoutMs: number, waiting: Waiting): Promise<boolean> {
  if (isSo()) return Promise.resolve(true);
  if (timeoutMs <= 0 || waiting.signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const undo = waiting.onChange(() => {
      if (isSo()) end(true);
    });
    const cancel = waiting.clock.after(timeoutMs, () => {
      end(isSo());
    });
    const abort = (): void => {
      end(false);
    };
    waiting.signal.addEventListener('abort', abort);
    function end(result: boolean): void {
      undo();
      cancel();
      waiting.signal.removeEventListener('abort', abort);
      resolve(result);
    }
  });
}
