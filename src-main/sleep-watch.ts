import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { Logger } from '#shared/logger.ts';

const tickIntervalMs = 2_000;
/** A busy process is late too, by less. */
const sleepMs = 5_000;

/**
 * Calls back when the machine slept, or this process stood still as long, until it is undone (D10, D11, T11). While a machine
 * sleeps its wall clock goes on; of monotonic time macOS and Windows say that it goes on too, and Linux that it stops. Either
 * clock that shows far more than the interval between two ticks has seen a sleep; so has, for nothing worse than one
 * probe and one look around, a wall clock that was set.
 */
export function watchForSleep(
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
  onWake: () => void,
): CancelTimer {
  let before = readClocks(clock);
  const tick = (): void => {
    cancel = clock.after(tickIntervalMs, tick);
    const now = readClocks(clock);
    const passedMs = Math.max(now.wall - before.wall, now.monotonic - before.monotonic);
    before = now;
    if (passedMs - tickIntervalMs < sleepMs) return;
    log.info('The machine slept, or its clock was set.', { forMs: Math.round(passedMs) });
    onWake();
  };
  let cancel = clock.after(tickIntervalMs, tick);
  return () => cancel();
}

function readClocks(clock: Clock): { readonly wall: number; readonly monotonic: number } {
  return { wall: clock.now(), monotonic: clock.monotonic() };
}
