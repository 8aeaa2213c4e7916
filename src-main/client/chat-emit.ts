import type { ChatContract } from '#shared/ipc/chat-api.ts';
import type { RpcServer } from '#shared/ipc/rpc.ts';

/** Tells everybody who shows this client's chat. */
export type ChatEmit = RpcServer<ChatContract>['emit'];
