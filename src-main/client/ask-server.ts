import type { Clock } from '#shared/clock.ts';
import { readWallClock } from '#shared/domain/wall-clock.ts';
import type { ChatError } from '#shared/ipc/chat-api.ts';
import type { RequestName, RequestParams, RequestResult } from '#shared/protocol/request.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { requestError } from './call-context.ts';
import type { ServerClient } from './server-client.ts';

/** Asks what only the server knows, which it can be while it is reached. */
export async function askServer<Name extends RequestName>(
  { connector }: Pick<ServerClient, 'connector'>,
  name: Name,
  params: RequestParams<Name>,
): Promise<Result<RequestResult<Name>, ChatError>> {
  if (connector.session === null || connector.state.type !== 'active') return err({ type: 'server_unreachable' });
  const reply = await connector.session.requests.request(name, params);
  return reply.ok ? ok(reply.value.value) : err(requestError(reply.error));
}

/** What a server goes by where something runs out, beside the clock here, however wrong one of them is. In milliseconds. */
export interface ServerTime {
  /** By the server. */
  after(ms: number): number;
  /** What is a moment of the server, by the clock here: so far off is it that people see. */
  here(serverAt: number): number;
}

export async function readServerTime(
  server: Pick<ServerClient, 'connector'>,
  clock: Pick<Clock, 'now'>,
): Promise<Result<ServerTime, ChatError>> {
  const read = await askServer(server, 'clock.read', {});
  if (!read.ok) return read;
  const now = read.value.latestAt ?? read.value.at;
  const offsetMs = clock.now() - now;
  return ok({
    after: (ms) => now + ms,
    here: (serverAt) => readWallClock({ now: () => serverAt + offsetMs }),
  });
}
