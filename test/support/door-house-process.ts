/**
 * A real server on the loopback address, whose log is in memory and whose door is as the arguments say, with its owner inside:
 * a client without a window. What the parent sends is asked of that client.
 */
import { present } from '#shared/assert.ts';
import type { Door } from '#shared/domain/door.ts';
import { chatCalls, type ChatCallName, type ChatContract } from '#shared/ipc/chat-api.ts';
import { createRpcClient } from '#shared/ipc/rpc.ts';
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
import { createCertificate } from '#main/transport/certificate.ts';
import { listenForChat } from '#main/transport/chat-listener.ts';
import { dial } from '#main/transport/dial.ts';
import type { HouseAnswer, HouseCall, OpenedHouse } from './door-house.ts';
import { createMemoryDisk } from './memory-client-storage.ts';
import { nameOf } from './sample-ids.ts';

const [, , serverName = '', door = '', port = '0'] = process.argv;
const common = { clock: systemClock, random: systemRandom };
const owner = await openOwner();
const opened = await openServer();
await settleIn();
tell(opened);
process.on('message', (call: HouseCall) => void answer(call));

async function openServer(): Promise<OpenedHouse & { readonly chat: Awaited<ReturnType<typeof createChatServer>> }> {
  const identity = createServerIdentity(systemRandom.bytes(32));
  const parts = { ...common, identity, name: nameOf(serverName), limits };
  const db = openMemoryDatabase(serverMigrations);
  const log = asyncFacade<EventLog>(createServerEngine({ ...parts, db, log: silentLogger }));
  const onFailed = (error: unknown) => {
    throw error;
  };
  const chat = await createChatServer({ ...parts, log, logger: silentLogger, onFailed });
  const listening = await listenForChat({
    hosts: ['127.0.0.1'],
    port: Number(port),
    clock: systemClock,
    log: silentLogger,
    certificate: await createCertificate(),
    onConnection: chat.accept,
  });
  if (!listening.ok) throw new Error(listening.error.type);
  const address = `127.0.0.1:${listening.value.port}`;
  return { serverId: identity.serverId, port: listening.value.port, address, chat };
}

async function openOwner() {
  const disk = createMemoryDisk(systemRandom);
  const client = await createChatClient({
    ...common,
    log: silentLogger,
    storage: disk.open(common),
    deviceSeeds: disk.deviceSeeds,
    dial: (target, signal) => dial(target, { clock: systemClock, signal }),
    discovery: null,
  });
  const [near, far] = linkedPorts();
  client.serve(far);
  return createRpcClient<ChatContract>(near);
}

/** The first person comes in by the open door, becomes its owner, and sets it. */
async function settleIn(): Promise<void> {
  const { address, chat } = opened;
  const isInside = new Promise<void>((resolve) => {
    owner.on('server.changed', ({ connection }) => {
      if (connection.type === 'online') resolve();
    });
  });
  await owner.call('server.join', { target: address, displayName: 'Olga' });
  await isInside;
  const servers = await owner.call('server.list', {});
  const personId = present(servers.ok ? servers.value[0]?.personId : null, 'the owner');
  await chat.act({ kind: 'person.setRole', body: { personId, role: 'owner' } });
  await chat.act({ kind: 'server.setDoor', body: { door: door as Door, openUntil: 0 } });
}

async function answer({ call, name, params }: HouseCall): Promise<void> {
  if (!(name in chatCalls)) throw new Error(`There is no call ${name}.`);
  // The types hold at the other end, which names both.
  tell({ call, result: await owner.call(name as ChatCallName, params as never) });
}

function tell(message: OpenedHouse | HouseAnswer): void {
  process.send?.('result' in message ? message : { ...message, chat: undefined });
}
