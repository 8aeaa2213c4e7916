import type { CancelTimer, Clock } from '#shared/clock.ts';
import { limits } from '#shared/protocol/limits.ts';
import type { Connection } from '../transport/connection.ts';

/** Finds a link that is only half there (D10): pings, and tells once when nothing has come in for too long. */
export interface Heartbeat {
  /** A frame came in just now. */
  heard(): void;
  /** After a wake-up or a change of network: silence for 2 s from now on is a lost connection. */
  probe(): void;
  /** Nothing is read from here on, so that nothing heard is no sign of silence. */
  pause(): void;
  resume(): void;
  stop(): void;
}

const probeTimeoutMs = 2_000;

export function startHeartbeat(
  { connection, clock }: { readonly connection: Connection; readonly clock: Clock },
  onSilent: () => void,
): Heartbeat {
  let heardAt = clock.monotonic();
  let lookedAt = heardAt;
  let bytesThen = connection.bytesReceived();
  let cancelBeat: CancelTimer = clock.after(limits.pingIntervalMs, beat);
  let cancelProbe: CancelTimer | null = null;
  let isPaused = false;
  const stopPongs = connection.onPong(heard);

  function heard(): void {
    heardAt = clock.monotonic();
  }

  function stop(): void {
    cancelBeat();
    cancelProbe?.();
    stopPongs();
  }

  function beSilent(): void {
    stop();
    onSilent();
  }

  /** Pings of the server and parts of a long frame show in the bytes alone; they came after the last look, at the earliest. */
  function look(): void {
    const bytes = connection.bytesReceived();
    if (isPaused) heard();
    else if (bytes !== bytesThen) heardAt = Math.max(heardAt, lookedAt);
    bytesThen = bytes;
    lookedAt = clock.monotonic();
  }

  function beat(): void {
    look();
    const untilSilentMs = heardAt + limits.silenceTimeoutMs - lookedAt;
    if (untilSilentMs <= 0) {
      beSilent();
      return;
    }
    connection.ping();
    cancelBeat = clock.after(Math.min(limits.pingIntervalMs, untilSilentMs), beat);
  }

  return {
    heard,
    probe: () => {
      if (cancelProbe !== null) return;
      const bytesBefore = connection.bytesReceived();
      const probedAt = clock.monotonic();
      connection.ping();
      cancelProbe = clock.after(probeTimeoutMs, () => {
        cancelProbe = null;
        if (!isPaused && heardAt <= probedAt && connection.bytesReceived() === bytesBefore) beSilent();
      });
    },
    pause: () => {
      isPaused = true;
    },
    resume: () => {
      isPaused = false;
      heard();
    },
    stop,
  };
}
