import type { Clock } from '#shared/clock.ts';
import type { DialFailure } from './dial-failure.ts';

/** How long a dial goes on: until its time is up or its caller no longer wants it. */
export interface DialPatience {
  /** Aborts when it is over. */
  readonly signal: AbortSignal;
  /** Why it is over; null while it is not. */
  readonly failure: DialFailure | null;
  /** The dial has come to an end of its own. */
  end(): void;
}

export interface DialPatienceOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

export function createDialPatience({ clock, timeoutMs, signal }: DialPatienceOptions): DialPatience {
  const controller = new AbortController();
  let failure: DialFailure | null = null;

  function giveUp(why: DialFailure): void {
    failure ??= why;
    controller.abort();
  }
  function onAbort(): void {
    giveUp({ type: 'aborted' });
  }

  const cancelTimeout = clock.after(timeoutMs, () => {
    giveUp({ type: 'timeout', timeoutMs });
  });
  if (signal?.aborted === true) onAbort();
  else signal?.addEventListener('abort', onAbort);

  return {
    signal: controller.signal,
    get failure() {
      return failure;
    },
    end: () => {
      cancelTimeout();
      signal?.removeEventListener('abort', onAbort);
    },
  };
}
