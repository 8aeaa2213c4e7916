import type { Clock } from '#shared/clock.ts';
import type { Session } from './session.ts';

/** How fast a session may signal: so many at once, and as many again each second. */
export interface SignalRate {
  /** Takes one from what the session may; false where there is none left. */
  take(session: Session): boolean;
}

export function createSignalRate(clock: Pick<Clock, 'monotonic'>, maxPerSecond: number): SignalRate {
  const budgets = new WeakMap<Session, { left: number; at: number }>();

  return {
    take: (session) => {
      const now = clock.monotonic();
      const { left, at } = budgets.get(session) ?? { left: maxPerSecond, at: now };
      const filled = Math.min(maxPerSecond, left + ((now - at) * maxPerSecond) / 1_000);
      const isWithin = filled >= 1;
      budgets.set(session, { left: isWithin ? filled - 1 : filled, at: now });
      return isWithin;
    },
  };
}
