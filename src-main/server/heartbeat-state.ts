import type { Limits } from '#shared/protocol/limits.ts';

/** What one connection's heartbeat remembers; times in milliseconds that have been watched, not of any clock. */
export interface HeartbeatState {
  readonly bytesReceived: number;
  readonly silentMs: number;
  readonly sincePingMs: number;
}

export interface HeartbeatStep {
  readonly state: HeartbeatState;
  readonly action: 'none' | 'ping' | 'drop';
}

export type HeartbeatLimits = Pick<Limits, 'pingIntervalMs' | 'silenceTimeoutMs'>;

export function startHeartbeat(bytesReceived: number): HeartbeatState {
  return { bytesReceived, silentMs: 0, sincePingMs: 0 };
}

/**
 * One look at a connection, `elapsedMs` after the one before (D10): anything that came in is a sign of life. One that this side
 * does not read from cannot show any, and counts as heard; nothing keeps a connection so for long (D14).
 */
export function stepHeartbeat(
  before: HeartbeatState,
  look: { readonly bytesReceived: number; readonly elapsedMs: number; readonly isRead: boolean },
  limits: HeartbeatLimits,
): HeartbeatStep {
  const isHeard = look.bytesReceived !== before.bytesReceived || !look.isRead;
  const silentMs = isHeard ? 0 : before.silentMs + look.elapsedMs;
  const sincePingMs = before.sincePingMs + look.elapsedMs;
  const action = silentMs >= limits.silenceTimeoutMs ? 'drop' : sincePingMs >= limits.pingIntervalMs ? 'ping' : 'none';
  const state = { bytesReceived: look.bytesReceived, silentMs, sincePingMs: action === 'ping' ? 0 : sincePingMs };
  return { state, action };
}
