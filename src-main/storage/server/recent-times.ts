import type { CommitTimes } from '#shared/ipc/server-status.ts';

/** What the last commits took, at most `max` of them. */
export interface RecentTimes {
  /** In milliseconds. */
  add(tookMs: number): void;
  /** Null before the first. */
  read(): CommitTimes | null;
}

/** A slow disk shows within as many commits as it takes to send a screenful, and is forgotten as soon once it is well. */
export function createRecentTimes(max = 256): RecentTimes {
  const times: number[] = [];
  let next = 0;
  return {
    add: (tookMs) => {
      times[next] = tookMs;
      next = (next + 1) % max;
    },
    read: () => {
      const count = times.length;
      if (count === 0) return null;
      const total = times.reduce((sum, time) => sum + time, 0);
      return { count, meanMs: total / count, worstMs: Math.max(...times) };
    },
  };
}
