import type { ClockReading } from './device-diagnostics.ts';

/** What one reading of a clock tells: nothing within half the way there and back. */
export interface ClockStanding {
  readonly type: 'in_step' | 'ahead' | 'behind';
  /** How far the server's clock is ahead or behind, in milliseconds; 0 in step. */
  readonly byMs: number;
  /** Give or take so many whole milliseconds. */
  readonly errorMs: number;
}

export function clockStanding({ roundTripMs, offsetMs }: Omit<ClockReading, 'readAt'>): ClockStanding {
  // The server's clock tells whole milliseconds.
  const errorMs = Math.ceil(roundTripMs / 2) + 1;
  if (Math.abs(offsetMs) <= errorMs) return { type: 'in_step', byMs: 0, errorMs };
  return { type: offsetMs > 0 ? 'ahead' : 'behind', byMs: Math.abs(offsetMs), errorMs };
}
