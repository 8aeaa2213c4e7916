/** When a process that ended by itself is started again: sooner the longer it ran, and not at all once it keeps ending. */
export type RestartDecision = { readonly type: 'restart'; readonly afterMs: number } | { readonly type: 'giveUp' };

const firstDelayMs = 250;
const maxDelayMs = 8_000;
const maxCrashes = 5;
const windowMs = 60_000;

/** `crashes`: monotonic times in milliseconds of all of them, the newest last. */
export function decideRestart(crashes: readonly number[]): RestartDecision {
  const newest = crashes.at(-1) ?? 0;
  const recent = crashes.filter((at) => newest - at < windowMs).length;
  if (recent >= maxCrashes) return { type: 'giveUp' };
  return { type: 'restart', afterMs: Math.min(maxDelayMs, firstDelayMs * 2 ** Math.max(0, recent - 1)) };
}
