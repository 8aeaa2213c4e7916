import type { ServerId } from '#shared/domain/ids.ts';
import type { ChatContract, ChatError } from '#shared/ipc/chat-api.ts';
import type { RpcHandlers } from '#shared/ipc/rpc.ts';
import { err, type Result } from '#shared/result.ts';
import type { ChatEmit } from './chat-emit.ts';
import type { Nearby } from './nearby.ts';
import type { RequestFailure } from './requests.ts';
import type { ServerBook } from './server-book.ts';
import type { ServerClient } from './server-client.ts';
import { isStorageFailure } from './storage-failure.ts';

/** What calls act on. */
export interface CallContext {
  readonly book: ServerBook;
  readonly nearby: Nearby;
  readonly emit: ChatEmit;
}

export type ChatHandlers = RpcHandlers<ChatContract>;

interface ServerParams {
  readonly serverId: ServerId;
}

/** A handler for calls about one server: the server has to be known, and its database may fail. */
export function onServer<Params extends ServerParams, Value>(
  { book }: Pick<CallContext, 'book'>,
  handle: (server: ServerClient, params: Params) => Promise<Result<Value, ChatError>>,
): (params: Params) => Promise<Result<Value, ChatError>> {
  return async (params) => {
    const server = book.get(params.serverId);
    if (server === undefined) return err({ type: 'server_not_known', target: params.serverId });
    try {
      return await handle(server, params);
    } catch (error) {
      if (isStorageFailure(error)) return err({ type: 'storage_failed', detail: error.message });
      throw error;
    }
  };
}

/** What a person is told of a request that came to nothing. */
export function requestError(failure: RequestFailure): ChatError {
  if (failure.type === 'overloaded') return { type: 'overloaded', retryAfterMs: failure.retryAfterMs };
  const isGone = failure.type === 'disconnected' || failure.type === 'timed_out';
  return isGone ? { type: 'server_unreachable' } : { type: 'request_refused', reason: failure.type };
}
