import { formatAddress, type Address } from '#shared/discovery/address.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { Name } from '#shared/domain/name.ts';
import type { ChatEvents, ChatContract } from '#shared/ipc/chat-api.ts';
import { createRpcClient, type RpcClient } from '#shared/ipc/rpc.ts';
import { silentLogger } from '#shared/logger.ts';
import { limits, type Limits } from '#shared/protocol/limits.ts';
import type { ByeReason } from '#shared/protocol/session.ts';
import { createChatClient, type ChatClient } from '#main/client/chat-client.ts';
import type { Discovery } from '#main/discovery/discovery.ts';
import { createServerIdentity } from '#main/identity/server-identity.ts';
import { linkedPorts } from '#main/ipc/linked-ports.ts';
import { createChatServer, type ChatServer } from '#main/server/chat-server.ts';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import { asyncFacade } from '#main/storage/client/async-facade.ts';
import type { EventLog } from '#main/storage/event-log.ts';
import type { WritableDb } from '#main/storage/readable-db.ts';
import { createServerEngine } from '#main/storage/server/server-engine.ts';
import { copyDatabase } from './copy-database.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createMemoryDisk, type MemoryDisk } from './memory-client-storage.ts';
import { createMemoryNetwork, type MemoryNetwork } from './memory-network.ts';
import { nameOf } from './sample-ids.ts';
import { createSeededRandom } from './seeded-random.ts';

/** Whole clients and servers, with their real engines in memory, on one clock and one network; a seed repeats all of it. */
export interface World {
  readonly clock: FakeClock;
  readonly network: MemoryNetwork;
  /** Lets everything happen that can without time passing. */
  settle(): Promise<void>;
  /** Lets time pass in small steps, and everything happen in it. */
  run(durationMs: number): Promise<void>;
  /** Lets time pass until it holds; throws when it does not within a minute of that time. */
  until(holds: () => boolean | Promise<boolean>, maxMs?: number): Promise<void>;
  /** A server, started. */
  server(options?: ServerOptions): Promise<WorldServer>;
  /** A person at a machine of their own, with a client started. */
  person(name: string, options?: PersonOptions): Promise<WorldPerson>;
}

export interface ServerOptions {
  readonly host?: string;
  readonly name?: string;
  /** Numbers of the protocol that are another than usual. */
  readonly limits?: Partial<Limits>;
}

export interface PersonOptions {
  readonly discovery?: Discovery;
  /** Another machine's disk, as it is where one was copied. */
  readonly disk?: MemoryDisk;
}

export interface WorldServer {
  readonly serverId: ServerId;
  readonly name: Name;
  /** Where it is, or was last. */
  readonly address: string;
  readonly chat: ChatServer;
  /** At the same address, or on another machine. */
  start(host?: string): Promise<void>;
  stop(reason: ByeReason): Promise<void>;
  /** Its computer goes to sleep, and wakes up. */
  sleep(): Promise<void>;
  wake(): void;
  /** Gone without a word; what was committed is there at the next start. */
  crash(): void;
  /** Copies its database; what is returned puts that copy in its place, while the server is not running. */
  backUp(): () => void;
}

export interface WorldPerson {
  readonly name: string;
  readonly host: string;
  readonly disk: MemoryDisk;
  readonly client: ChatClient;
  readonly api: RpcClient<ChatContract>;
  /** What the client has told since it was started, oldest first. */
  readonly told: readonly ToldEvent[];
  start(): Promise<void>;
  close(): Promise<void>;
  /** The process is gone without a word; its disk stays. */
  crash(): void;
}

export type ToldEvent = {
  [Name in keyof ChatEvents]: { readonly name: Name; readonly event: ChatEvents[Name] };
}[keyof ChatEvents];

const stepMs = 10;
const tellingEvents: readonly (keyof ChatEvents)[] = [
  'server.changed',
  'server.forgotten',
  'claim.dropped',
  'nearby.changed',
  'room.changed',
  'person.changed',
  'typing.changed',
  'timeline.changed',
  'command.failed',
];

export function createWorld(seed: number | string): World {
  const clock = createFakeClock();
  const network = createMemoryNetwork(clock);
  let machines = 0;
  const nextHost = () => `10.0.0.${(machines += 1)}`;

  async function settle(): Promise<void> {
    do await new Promise(setImmediate);
    while (network.deliver() > 0);
  }

  async function run(durationMs: number): Promise<void> {
    await settle();
    // A wall clock tells whole milliseconds.
    for (let left = Math.ceil(durationMs); left > 0; left -= stepMs) {
      clock.advance(Math.min(stepMs, left));
      await settle();
    }
  }

  return {
    clock,
    network,
    settle,
    run,
    until: async (holds, maxMs = 60_000) => {
      const deadline = clock.monotonic() + maxMs;
      await settle();
      while (!(await holds())) {
        if (clock.monotonic() >= deadline) throw new Error(`It did not come true within ${maxMs} ms.`);
        await run(stepMs);
      }
    },
    server: async ({ host = nextHost(), name = 'Office', limits: changed = {} } = {}) => {
      const server = createWorldServer({ clock, network, seed, host, name }, { ...limits, ...changed });
      await server.start();
      return server;
    },
    person: async (name, options = {}) => {
      const person = createWorldPerson({ clock, network, seed, host: nextHost(), name }, options);
      await person.start();
      return person;
    },
  };
}

interface Place {
  readonly clock: FakeClock;
  readonly network: MemoryNetwork;
  readonly seed: number | string;
  readonly host: string;
  readonly name: string;
}

function createWorldServer({ clock, network, seed, host, name }: Place, ownLimits: Limits): WorldServer {
  const random = createSeededRandom(`${seed} server ${name} ${host}`);
  const identity = createServerIdentity(random.bytes(32));
  const emptyDatabase = () => ({ ...openMemoryDatabase(serverMigrations), close: () => undefined });
  let db: WritableDb = emptyDatabase();
  let address: Address = { host, port: 7420 };
  let chat: ChatServer | null = null;
  let stopListening: () => unknown = () => undefined;

  return {
    serverId: identity.serverId,
    name: nameOf(name),
    get address() {
      return formatAddress(address);
    },
    get chat() {
      if (chat === null) throw new Error('The server is not running.');
      return chat;
    },
    start: async (newHost) => {
      address = { ...address, host: newHost ?? address.host };
      const options = { identity, clock, random, name: nameOf(name) };
      const log = asyncFacade<EventLog>(createServerEngine({ ...options, db, log: silentLogger, limits: ownLimits }));
      const onFailed = (error: unknown) => {
        throw error;
      };
      const started = await createChatServer({ ...options, log, logger: silentLogger, limits: ownLimits, onFailed });
      chat = started;
      const certificateHash = random.bytes(32);
      stopListening = network.listen(formatAddress(address), started.accept, { certificateHash });
    },
    sleep: async () => chat?.sleep(),
    wake: () => chat?.wake(),
    stop: async (reason) => {
      stopListening();
      await chat?.stop(reason);
    },
    crash: () => {
      stopListening();
      network.unplug(address.host);
      network.plug(address.host);
      chat = null;
    },
    backUp: () => {
      const copy = copyDatabase(db, emptyDatabase());
      return () => {
        db = copyDatabase(copy, emptyDatabase());
      };
    },
  };
}

function createWorldPerson({ clock, network, seed, host, name }: Place, options: PersonOptions): WorldPerson {
  const random = createSeededRandom(`${seed} person ${host}`);
  const { discovery = null, disk = createMemoryDisk(random) } = options;
  let running: { readonly client: ChatClient; readonly api: RpcClient<ChatContract>; crash(): void } | null = null;
  let told: ToldEvent[] = [];

  function current() {
    if (running === null) throw new Error(`The client of ${name} is not running.`);
    return running;
  }

  return {
    name,
    host,
    disk,
    get client() {
      return current().client;
    },
    get api() {
      return current().api;
    },
    get told() {
      return told;
    },
    start: async () => {
      const storage = disk.open({ clock, random });
      const dial = network.dialFrom(host);
      const { deviceSeeds } = disk;
      const client = await createChatClient({
        clock,
        random,
        log: silentLogger,
        storage,
        deviceSeeds,
        dial,
        discovery,
        deviceName: `pc of ${name}`,
      });
      const [near, far] = linkedPorts();
      client.serve(far);
      const api = createRpcClient<ChatContract>(near);
      told = [];
      for (const event of tellingEvents)
        api.on(event, (value) => told.push({ name: event, event: value } as ToldEvent));
      running = { client, api, crash: () => void storage.close() };
    },
    close: async () => {
      await current().client.close();
      running = null;
    },
    crash: () => {
      current().crash();
      for (const link of network.links(host)) link.cut();
      void current().client.close();
      running = null;
    },
  };
}
