import type { ConnectionPhases } from './connection-phases.ts';

/**
 * How long people may take to come together again after a healing, in milliseconds: the promise, and one turn in which all
 * write and see one another's lines, because that is how it is seen that they are together. Of the 5 s, 3 s are the
 * longest wait for the next try in the first minute (D11), and 2 s are for dialling, logging in and catching up.
 */
export interface ConvergenceBound {
  /** Where those concerned notice that the network is well again. */
  readonly noticedMs: number;
  /** Where a link was silent, and silence is all that tells. */
  readonly silentMs: number;
}

const promised: ConvergenceBound = { noticedMs: 5_000, silentMs: 30_000 };

/** `healthyMs`: how long such a turn takes here while nothing is wrong. */
export function convergenceBound(healthyMs: number): ConvergenceBound {
  return { noticedMs: promised.noticedMs + healthyMs, silentMs: promised.silentMs + healthyMs };
}

export interface Convergence {
  readonly ms: number;
  /** Of who was online for the shortest. */
  readonly slowest: ConnectionPhases;
}

/** How long it took, and where the time went. */
export function formatConvergence({ ms, slowest }: Convergence): string {
  const { waitedMs, dialledMs, resumedMs } = slowest;
  const parts = `waited ${formatSeconds(waitedMs)}, dialled ${formatSeconds(dialledMs)}, resumed ${formatSeconds(resumedMs)}`;
  return `${formatSeconds(ms)} s (the slowest ${parts})`;
}

export function formatSeconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
