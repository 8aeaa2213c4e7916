/**
 * How long people may take to come together again after a healing, in milliseconds. A machine that is busy with other things
 * takes long for everything: what is promised is counted from what it takes where nothing is wrong, so many turns of it, which is
 * what dialling, logging in and catching up come to.
 */
export interface ConvergenceBound {
  /** Where those concerned notice that the network is well again. */
  readonly noticedMs: number;
  /** Where a link was silent, and silence is all that tells. */
  readonly silentMs: number;
}

const promised: ConvergenceBound = { noticedMs: 5_000, silentMs: 30_000 };
const turns = 10;

/** `healthyMs`: how long it takes to reach everybody while nothing is wrong. */
export function convergenceBound(healthyMs: number): ConvergenceBound {
  return { noticedMs: promised.noticedMs + turns * healthyMs, silentMs: promised.silentMs + turns * healthyMs };
}
