import type { ChatContract } from '#shared/ipc/chat-api.ts';
import type { Port } from '#shared/ipc/port.ts';
import { createRpcClient } from '#shared/ipc/rpc.ts';
import { lastJoined } from './chat-mirror.ts';

/** By what name this data folder's person goes on the server they joined last; null where they know none. Closes the port. */
export async function knownName(port: Port): Promise<string | null> {
  const known = await createRpcClient<ChatContract>(port).call('server.list', {});
  port.close();
  return known.ok ? (lastJoined(known.value)?.displayName ?? null) : null;
}
