import type { Clock } from '#shared/clock.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { Err, Result } from '#shared/result.ts';
import type { ChatConnection, ChatMirror } from './chat-mirror.ts';
import type { Problem } from './english.ts';
import { waitUntil } from './wait-until.ts';

export interface JoinerParts {
  readonly chat: ChatConnection;
  readonly mirror: ChatMirror;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface JoinRequest {
  /** A server id, an address or a join line. */
  readonly target: string;
  readonly displayName: string;
  /** Hears of the first problem that is tried again by itself. */
  onWaiting(problem: Problem): void;
}

/** These pass, or somebody mends them: the server starts, the cable is plugged in. */
const passing: ReadonlySet<Problem['type']> = new Set<Problem['type']>([
  'unreachable',
  'timed_out',
  'address_unknown',
  'server_full',
  'server_stopping',
  'connection_lost',
  'server_not_known',
  'server_unreachable',
]);
const firstDelayMs = 1000;
const maxDelayMs = 10_000;

/**
 * Joins a server, again and again while what stands in the way can pass: what comes back is the server's id, or a problem
 * that trying again cannot mend. A server seen nearby meanwhile is tried at once.
 */
export async function joinServer(parts: JoinerParts, request: JoinRequest): Promise<Result<ServerId, Problem>> {
  let hasToldWaiting = false;
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(2 * delayMs, maxDelayMs)) {
    const { target, displayName } = request;
    const joined = await parts.chat.call('server.join', { target, displayName });
    if (joined.ok) return { ok: true, value: joined.value.serverId };
    const failure: Err<Problem> = joined;
    if (parts.signal.aborted || !passing.has(failure.error.type)) return failure;
    if (!hasToldWaiting) request.onWaiting(failure.error);
    hasToldWaiting = true;
    const seen = nearbyKey(parts.mirror);
    const { clock, signal, mirror } = parts;
    await waitUntil(() => nearbyKey(mirror) !== seen, delayMs, { clock, signal, onChange: mirror.onChange });
    if (parts.signal.aborted) return failure;
  }
}

function nearbyKey(mirror: ChatMirror): string {
  return mirror
    .nearby()
    .servers.map(({ serverId, addresses }) => `${serverId} ${addresses.join(' ')}`)
    .join('\n');
}
