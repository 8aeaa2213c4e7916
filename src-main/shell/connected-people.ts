import type { ServerId } from '#shared/domain/ids.ts';
import type { ChatContract } from '#shared/ipc/chat-api.ts';
import { createRpcClient } from '#shared/ipc/rpc.ts';
import type { ChildProcess } from './child-process.ts';

/** Who else is in a server now, by name, as this computer's own client sees it; nobody where that does not know. */
export async function connectedPeople(client: ChildProcess | null, serverId: ServerId): Promise<readonly string[]> {
  if (client === null) return [];
  const port = client.openPort('chat');
  const people = await createRpcClient<ChatContract>(port).call('person.list', { serverId });
  port.close();
  if (!people.ok) return [];
  return people.value
    .filter(({ isMe, presence }) => !isMe && presence !== null && presence !== 'offline')
    .map(({ displayName }) => displayName);
}
