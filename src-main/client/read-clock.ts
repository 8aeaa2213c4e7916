import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { ClockReading } from '#shared/ipc/device-diagnostics.ts';
import type { Asking } from './requests.ts';

/** Whoever looks waits no longer for a server that does not answer; and a slower answer would tell little. */
const patienceMs = 1_500;

/** The server's clock beside this one, by one question; null where there was no answer in 1.5 s. */
export async function readClock(requests: Asking, clock: Clock): Promise<ClockReading | null> {
  const askedAt = clock.monotonic();
  const patience = waitFor(clock, patienceMs);
  const reply = await Promise.race([requests.request('clock.read', {}), patience.over]);
  patience.cancel();
  if (reply?.ok !== true) return null;
  const roundTripMs = clock.monotonic() - askedAt;
  const readAt = clock.now();
  return { roundTripMs, offsetMs: reply.value.value.at + roundTripMs / 2 - readAt, readAt };
}

function waitFor(clock: Clock, ms: number): { readonly over: Promise<null>; readonly cancel: CancelTimer } {
  let cancel: CancelTimer = () => undefined;
  const over = new Promise<null>((resolve) => {
    cancel = clock.after(ms, () => {
      resolve(null);
    });
  });
  return { over, cancel };
}
