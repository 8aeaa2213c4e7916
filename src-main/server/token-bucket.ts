/** What may still be taken; it fills with time. Below zero is what was taken ahead of it. */
export interface TokenBucket {
  readonly tokens: number;
  /** Milliseconds of the monotonic clock. */
  readonly at: number;
}

export interface TokenRate {
  readonly perSecond: number;
  /** So many at once, after a rest. */
  readonly burst: number;
}

/** So often an hour, and as much of it as wanted at once. */
export function perHour(count: number, burst = count): TokenRate {
  return { perSecond: count / 3_600, burst };
}

/** The bucket as it stands now; one that nobody has taken from yet is full. */
export function filledBucket(
  bucket: TokenBucket | undefined,
  now: number,
  { perSecond, burst }: TokenRate,
): TokenBucket {
  const { tokens, at } = bucket ?? { tokens: burst, at: now };
  return { tokens: Math.min(burst, tokens + ((now - at) * perSecond) / 1_000), at: now };
}

/** So many tokens less. */
export function drawTokens({ tokens, at }: TokenBucket, count: number): TokenBucket {
  return { tokens: tokens - count, at };
}

/** One that was drawn for nothing; the next filling takes what is beyond the brim. */
export function returnToken({ tokens, at }: TokenBucket): TokenBucket {
  return { tokens: tokens + 1, at };
}

/** How long until there is a whole token; 0 where there is one. */
export function msUntilToken({ tokens }: TokenBucket, { perSecond }: TokenRate): number {
  return Math.max(0, Math.ceil(((1 - tokens) * 1_000) / perSecond));
}
