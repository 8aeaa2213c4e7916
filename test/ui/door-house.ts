import type { ChatContract } from '#shared/ipc/chat-api.ts';
import { createRpcClient, type RpcClient } from '#shared/ipc/rpc.ts';
import type { Door } from '#shared/domain/door.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import { silentLogger } from '#shared/logger.ts';
import { limits } from '#shared/protocol/limits.ts';
import { createChatClient } from '#main/client/chat-client.ts';
import { createServerIdentity } from '#main/identity/server-identity.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import { linkedPorts } from '#main/ipc/linked-ports.ts';
import { createChatServer } from '#main/server/chat-server.ts';
import { asyncFacade } from '#main/storage/client/async-facade.ts';
import type { EventLog } from '#main/storage/event-log.ts';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import { createServerEngine } from '#main/storage/server/server-engine.ts';
import { systemClock } from '#main/system-clock.ts';
import { dial } from '#main/transport/dial.ts';
import { createMemoryDisk } from '#test/support/memory-client-storage.ts';
import { nameOf } from '#test/support/sample-ids.ts';
import { startTlsServer } from '#test/support/tls-server.ts';

/** A real server on the loopback address, whose log is in memory, and its owner without a window. */
export interface DoorHouse {
  readonly serverId: ServerId;
  readonly port: number;
  readonly address: string;
  /** The owner's client. */
  readonly owner: RpcClient<ChatContract>;
  /** Goes to the first knock, once there is one: the digits that the owner's screen shows, and the way to let them in. */
  openDoor(): Promise<{ readonly digits: string; letIn(): Promise<void> }>;
  close(): Promise<void>;
}

export async function openDoorHouse(serverName: string, door: Door, port = 0): Promise<DoorHouse> {
  const name = nameOf(serverName);
  const identity = createServerIdentity(systemRandom.bytes(32));
  const parts = { identity, clock: systemClock, random: systemRandom, name, limits };
  const db = openMemoryDatabase(serverMigrations);
  const log = asyncFacade<EventLog>(createServerEngine({ ...parts, db, log: silentLogger }));
  const onFailed = (error: unknown) => {
    throw error;
  };
  const chat = await createChatServer({ ...parts, log, logger: silentLogger, onFailed });
  const { listener } = await startTlsServer({ port, onConnection: chat.accept });
  const address = `127.0.0.1:${listener.port}`;
  const { owner, client } = await openOwner();
  const { serverId } = identity;
  await asked(owner.call('server.join', { target: address, displayName: 'Olga' }));
  const personId = await until(async () => {
    const [server] = await asked(owner.call('server.list', {}));
    return server?.connection.type === 'online' ? server.personId : null;
  });
  await chat.act({ kind: 'person.setRole', body: { personId, role: 'owner' } });
  await chat.act({ kind: 'server.setDoor', body: { door, openUntil: 0 } });

  return {
    serverId,
    port: listener.port,
    address,
    owner,
    openDoor: async () => {
      const knock = await until(async () => {
        const knocks = await owner.call('knock.list', { serverId });
        return knocks.ok ? (knocks.value[0] ?? null) : null;
      });
      const { device, digits } = await asked(owner.call('knock.open', { serverId, knockId: knock.knockId }));
      const letIn = async () => void (await asked(owner.call('knock.accept', { serverId, device, role: 'member' })));
      return { digits, letIn };
    },
    close: async () => {
      await client.close();
      await chat.stop('closing');
      await listener.close();
    },
  };
}

async function openOwner() {
  const disk = createMemoryDisk(systemRandom);
  const parts = { clock: systemClock, random: systemRandom };
  const client = await createChatClient({
    ...parts,
    log: silentLogger,
    storage: disk.open(parts),
    deviceSeeds: disk.deviceSeeds,
    dial: (target, signal) => dial(target, { clock: systemClock, signal }),
    discovery: null,
  });
  const [near, far] = linkedPorts();
  client.serve(far);
  return { client, owner: createRpcClient<ChatContract>(near) };
}

type Answer<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: unknown };

async function asked<Value>(answer: Promise<Answer<Value>>): Promise<Value> {
  const result = await answer;
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** Asks until there is an answer; a test that never gets one ends by its own time. */
async function until<Value>(read: () => Promise<Value | null>): Promise<Value> {
  for (;;) {
    const value = await read();
    if (value !== null) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
