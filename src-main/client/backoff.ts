/** When to try again (D11): full jitter from 300 ms, doubling, capped; never giving up by count. */
export interface Backoff {
  /** Tries that failed since the loss. */
  readonly tries: number;
  /** Monotonic milliseconds of the loss; null while the connection holds. */
  readonly lostAt: number | null;
}

export const freshBackoff: Backoff = { tries: 0, lostAt: null };

export const backoffLimits = {
  firstMs: 300,
  /** While the loss is young the server is probably coming straight back ... */
  youngCapMs: 3_000,
  youngForMs: 60_000,
  /** ... later it need not be asked as often. */
  capMs: 10_000,
  /** A server may ask for a longer wait than all these, but not for any. */
  askedCapMs: 60_000,
} as const;

/** One more failure. `leastMs` is what the server asked for, such as by Retry-After; of more than a minute, a minute. */
export function failedTry(
  backoff: Backoff,
  { now, fraction, leastMs = 0 }: { readonly now: number; readonly fraction: number; readonly leastMs?: number },
): { readonly backoff: Backoff; readonly delayMs: number } {
  const lostAt = backoff.lostAt ?? now;
  const cap = now - lostAt < backoffLimits.youngForMs ? backoffLimits.youngCapMs : backoffLimits.capMs;
  const span = Math.min(cap, backoffLimits.firstMs * 2 ** Math.min(backoff.tries, 16));
  const asked = Math.min(leastMs, backoffLimits.askedCapMs);
  return { backoff: { tries: backoff.tries + 1, lostAt }, delayMs: Math.max(asked, Math.floor(fraction * span)) };
}
