import type { CancelTimer, Clock } from '#shared/clock.ts';
import { limits } from '#shared/protocol/limits.ts';
import type { Connection } from '../transport/connection.ts';

/** Finds a link that is only half there (D10): pings, and tells once when nothing has come in for too long. */
export interface Heartbeat {
  /** After a wake-up or a change of network: silence for 2 s from now on is a lost connection. */
  probe(): void;
  stop(): void;
}

const probeTimeoutMs = 2_000;

export function startHeartbeat(
  { connection, clock }: { readonly connection: Connection; readonly clock: Clock },
  onSilent: () => void,
): Heartbeat {
  let heardBytes = connection.bytesReceived();
  let heardAt = clock.monotonic();
  let cancelBeat: CancelTimer = clock.after(limits.pingIntervalMs, beat);
  let cancelProbe: CancelTimer | null = null;

  function stop(): void {
    cancelBeat();
    cancelProbe?.();
  }

  function isSilentFor(timeoutMs: number): boolean {
    const bytes = connection.bytesReceived();
    if (bytes !== heardBytes) {
      heardBytes = bytes;
      heardAt = clock.monotonic();
    }
    return clock.monotonic() - heardAt >= timeoutMs;
  }

  function beat(): void {
    if (isSilentFor(limits.silenceTimeoutMs)) {
      stop();
      onSilent();
      return;
    }
    connection.ping();
    // Looks again just when the silence would have lasted too long, and not at the next whole interval.
    const untilSilentMs = heardAt + limits.silenceTimeoutMs - clock.monotonic();
    cancelBeat = clock.after(Math.min(limits.pingIntervalMs, untilSilentMs), beat);
  }

  return {
    probe: () => {
      if (cancelProbe !== null) return;
      const bytesBefore = connection.bytesReceived();
      connection.ping();
      cancelProbe = clock.after(probeTimeoutMs, () => {
        cancelProbe = null;
        if (connection.bytesReceived() !== bytesBefore) return;
        stop();
        onSilent();
      });
    },
    stop,
  };
}
