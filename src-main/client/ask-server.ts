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

/** The server's clock in milliseconds: what runs out there is told by it, however wrong the one here is. */
export async function readServerClock(server: Pick<ServerClient, 'connector'>): Promise<Result<number, ChatError>> {
  const read = await askServer(server, 'clock.read', {});
  return read.ok ? ok(read.value.at) : read;
}
