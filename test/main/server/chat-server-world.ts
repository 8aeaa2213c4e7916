import { createServerIdentity } from '#main/identity/server-identity.ts';
import { createChatServer, type ChatServer } from '#main/server/chat-server.ts';
import type { EventLog } from '#main/storage/event-log.ts';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import type { WritableDb } from '#main/storage/readable-db.ts';
import { createServerEngine } from '#main/storage/server/server-engine.ts';
import type { Connection } from '#main/transport/connection.ts';
import type { RoomId } from '#shared/domain/ids.ts';
import { silentLogger } from '#shared/logger.ts';
import { limits as defaultLimits, type Limits } from '#shared/protocol/limits.ts';
import type { Random } from '#shared/random.ts';
import { createFakeClock, type FakeClock } from '#test/support/fake-clock.ts';
import { nameOf } from '#test/support/sample-ids.ts';
import { createSeededRandom } from './seeded-random.ts';
import { createTestClient, type TestClient } from './test-client.ts';
import { endOfTurn } from './turn.ts';

export interface ChatServerWorldOptions {
  readonly limits?: Partial<Limits>;
  /** Puts itself between the server and the real log. */
  readonly wrapLog?: (log: EventLog) => EventLog;
  /** The database of a server that was there before; a new one otherwise. */
  readonly db?: WritableDb;
}

export interface ChatServerWorld {
  readonly server: ChatServer;
  readonly clock: FakeClock;
  readonly log: EventLog;
  readonly failures: unknown[];
  /** Connections whose device proved itself, as the transport is told. */
  readonly loggedIn: Connection[];
  /** Delivers everything that is under way, and what that brings about, until nothing moves. */
  settle(): Promise<void>;
  /** A client whose connection is open and that has said nothing yet. */
  connect(number: number, outboxNumber?: number): TestClient;
  /** The same, logged in; a new person is pending. */
  login(number: number, outboxNumber?: number): Promise<TestClient>;
  /** The same, admitted. */
  admit(number: number): Promise<TestClient>;
  /** The same, and live. */
  join(number: number): Promise<TestClient>;
  /** Brings a client live from where it has nothing. */
  resume(client: TestClient): Promise<void>;
  wait(ms: number): Promise<void>;
}

const stepMs = 1_000;

/** A whole server on the real log in memory, with clients that tests speak for. */
export async function setupChatServer(options: ChatServerWorldOptions = {}): Promise<ChatServerWorld> {
  const clock = createFakeClock();
  const limits = { ...defaultLimits, ...options.limits };
  const identity = createServerIdentity(new Uint8Array(32).fill(1));
  const random = seededBytes();
  const db = options.db ?? openMemoryDatabase(serverMigrations);
  const direct = createDirectLog({ db, clock, limits, identity, random });
  const log = options.wrapLog?.(direct) ?? direct;
  const failures: unknown[] = [];
  const loggedIn: Connection[] = [];
  const server = await createChatServer({
    log,
    identity,
    clock,
    random,
    logger: silentLogger,
    limits,
    name: 'Test',
    onLogin: (connection) => loggedIn.push(connection),
    onFailed: (error) => failures.push(error),
  });
  const clients: TestClient[] = [];

  async function settle(): Promise<void> {
    let moved = 1;
    while (moved > 0) {
      await endOfTurn();
      moved = clients.reduce((sum, { link }) => sum + link.deliverAll(), 0);
    }
  }

  function connect(number: number, outboxNumber = number): TestClient {
    const client = createTestClient({ serverId: identity.serverId, number, outboxNumber });
    clients.push(client);
    server.accept(client.link.server);
    return client;
  }

  async function login(number: number, outboxNumber = number): Promise<TestClient> {
    const client = connect(number, outboxNumber);
    client.sendHello();
    await settle();
    client.sendLogin();
    await settle();
    return client;
  }

  async function admit(number: number): Promise<TestClient> {
    const client = await login(number);
    client.sendCommand('person.admit', { displayName: `Person ${number}` });
    await settle();
    return client;
  }

  async function resume(client: TestClient): Promise<void> {
    client.sendRequest('resume', { position: null });
    await settle();
    client.sendRequest('snapshot.pull', { part: 0 });
    await settle();
  }

  async function join(number: number): Promise<TestClient> {
    const client = await admit(number);
    await resume(client);
    client.take();
    return client;
  }

  /** In steps of a second, so that pings are answered as they would be. */
  async function wait(ms: number): Promise<void> {
    await settle();
    for (let left = ms; left > 0; left -= stepMs) {
      clock.advance(Math.min(left, stepMs));
      await settle();
    }
  }

  return { server, clock, log, failures, loggedIn, settle, connect, login, admit, join, resume, wait };
}

/** The room that everybody starts in. */
export async function firstRoom({ log }: ChatServerWorld): Promise<RoomId> {
  const [first] = (await log.directory()).rooms;
  if (first === undefined) throw new Error('A new server has a first room.');
  return first.room.roomId;
}

interface DirectLogOptions {
  readonly db: WritableDb;
  readonly clock: FakeClock;
  readonly limits: Limits;
  readonly identity: ReturnType<typeof createServerIdentity>;
  readonly random: Random;
}

function createDirectLog(options: DirectLogOptions): EventLog {
  const engine = createServerEngine({ ...options, name: nameOf('Test'), log: silentLogger });
  const verbs = Object.entries(engine).map(([name, verb]) => [
    name,
    async (...args: unknown[]) => (verb as (...all: unknown[]) => unknown)(...args),
  ]);
  return Object.fromEntries(verbs) as EventLog;
}

function seededBytes(): Random {
  const { below } = createSeededRandom(1);
  return { bytes: (length) => Uint8Array.from({ length }, () => below(256)), fraction: () => below(1_000) / 1_000 };
}
