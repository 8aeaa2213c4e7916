import type { ServerId } from '#shared/domain/ids.ts';
import type { ChatCallName, ChatContract, ChatResults, chatCalls } from '#shared/ipc/chat-api.ts';
import type { ServerView } from '#shared/ipc/chat-view.ts';
import { createRpcClient } from '#shared/ipc/rpc.ts';
import { silentLogger } from '#shared/logger.ts';
import { createChatClient } from '#main/client/chat-client.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import { linkedPorts } from '#main/ipc/linked-ports.ts';
import type { ClientState } from '#main/storage/client-store.ts';
import { systemClock } from '#main/system-clock.ts';
import { dial } from '#main/transport/dial.ts';
import type { InferInput } from 'valibot';
import { createMemoryDisk } from './memory-client-storage.ts';

/** A whole client over the real network and the real clock; its disk alone is in memory. */
export interface RealClient {
  /** Calls the chat API; throws where it is refused. */
  ask<Name extends ChatCallName>(name: Name, params: InferInput<(typeof chatCalls)[Name]>): Promise<ChatResults[Name]>;
  view(serverId: ServerId): Promise<ServerView>;
  /** What its disk has of a server, keys included. */
  stateOf(serverId: ServerId): Promise<ClientState>;
  close(): Promise<void>;
}

export async function openRealClient(): Promise<RealClient> {
  const parts = { clock: systemClock, random: systemRandom };
  const disk = createMemoryDisk(systemRandom);
  const { deviceSeeds } = disk;
  const client = await createChatClient({
    ...parts,
    log: silentLogger,
    storage: disk.open(parts),
    deviceSeeds,
    dial: (address, signal) => dial(address, { clock: systemClock, signal }),
    discovery: null,
  });
  const [near, far] = linkedPorts();
  client.serve(far);
  const api = createRpcClient<ChatContract>(near);
  const ask: RealClient['ask'] = async (name, params) => {
    const answer = await api.call(name, params);
    if (answer.ok) return answer.value;
    throw new Error(`${name}: ${JSON.stringify(answer.error)}`);
  };
  return {
    ask,
    view: async (serverId) => {
      const view = (await ask('server.list', {})).find((each) => each.serverId === serverId);
      if (view === undefined) throw new Error('The server is not known.');
      return view;
    },
    stateOf: async (serverId) => {
      const seed = deviceSeeds.open(serverId);
      const store = seed.ok ? await disk.open(parts).openServer(serverId, seed.value) : seed;
      if (!store.ok) throw new Error(`Nothing is to be had of it: ${store.error.type}`);
      return store.value.load();
    },
    close: () => client.close(),
  };
}
