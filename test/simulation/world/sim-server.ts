import type { Logger } from '#shared/logger.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { ByeReason } from '#shared/protocol/session.ts';
import { createServerIdentity, type ServerIdentity } from '#main/identity/server-identity.ts';
import { createChatServer, type ChatServer } from '#main/server/chat-server.ts';
import { createServerCounters, type ServerCounters } from '#main/server/server-counters.ts';
import type { SignatureVerifier } from '#main/identity/signature-verifier.ts';
import type { HighWaterMark } from '#main/storage/high-water-mark.ts';
import type { EventLog } from '#main/storage/event-log.ts';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import type { ReadableDb, WritableDb } from '#main/storage/readable-db.ts';
import { createServerEngine } from '#main/storage/server/server-engine.ts';
import { copyDatabase } from '#test/support/copy-database.ts';
import type { FakeClock } from '#test/support/fake-clock.ts';
import { nameOf } from '#test/support/sample-ids.ts';
import type { Dice } from './dice.ts';
import { rollBack, type DiskPool } from './disk-pool.ts';
import { createProcessClock, type ProcessClock, type WallClock } from './process-clock.ts';
import type { SimNetwork } from './sim-network.ts';
import { createStorageLane, type StorageLane } from './storage-lane.ts';

/** The one server of a run: its disk outlives its processes. */
export interface SimServer {
  readonly identity: ServerIdentity;
  readonly db: ReadableDb;
  readonly wall: WallClock;
  readonly state: 'down' | 'starting' | 'up' | 'stopping';
  /** Of the process that runs; null while there is none. */
  readonly lane: StorageLane | null;
  /** What all its processes together have counted. */
  counted(): Readonly<ServerCounters>;
  /** Timers that stopped processes have left behind. */
  readonly leftTimers: number;
  start(): void;
  stop(reason: ByeReason): void;
  /** `isSilent`: the machine goes with it, and no link says that it broke. */
  crash(isSilent: boolean): void;
  /** Copies its database. */
  backUp(): void;
  /** Puts one of the copies in the place of the database, while no process has it; how, or null where there is none. */
  restore(): Restoring | null;
  /** The host says that it goes on without what has not come back (H3). */
  goOn(): void;
}

/** `told`: by the command for it. `marked`: the mark beside the database says how far it was. `silent`: nothing does. */
export type Restoring = 'told' | 'marked' | 'silent';

export interface SimServerOptions {
  readonly disks: DiskPool;
  readonly dice: Dice;
  readonly timeline: FakeClock;
  readonly network: SimNetwork;
  readonly limits: Limits;
  readonly logger: Logger;
  readonly verifier: SignatureVerifier;
  readonly onFailed: (error: unknown) => void;
}

const counterNames = Object.keys(createServerCounters()) as (keyof ServerCounters)[];

interface Process {
  readonly clock: ProcessClock;
  readonly lane: StorageLane;
  chat: ChatServer | null;
  stopListening: () => void;
}

export function createSimServer(options: SimServerOptions): SimServer {
  const { dice, disks, timeline, network, limits, logger, verifier, onFailed } = options;
  const { random } = dice;
  const identity = createServerIdentity(random.bytes(32));
  const db = disks.take(serverMigrations);
  const wall: WallClock = { offsetMs: 0 };
  const ended: ProcessClock[] = [];
  const backups: WritableDb[] = [];
  const total = createServerCounters();
  let state: SimServer['state'] = 'down';
  let process: Process | null = null;
  let isRestored = false;
  let highWaterMark: HighWaterMark | null = null;

  /** The process is over: what it counted is added to what those before it have. */
  function countIn(own: Process | null): void {
    if (own?.chat === null || own === null) return;
    const { counters } = own.chat.stats();
    for (const name of counterNames) total[name] += counters[name];
  }

  async function run(own: Process): Promise<void> {
    const { clock, lane } = own;
    const shared = { identity, clock, random, limits, name: nameOf('Office') };
    const onCommitted = (mark: () => HighWaterMark) => {
      highWaterMark = mark();
    };
    const engine = createServerEngine({ ...shared, db, verifier, log: logger, isRestored, highWaterMark, onCommitted });
    isRestored = false;
    const log = lane.facade<EventLog>(engine);
    own.chat = await createChatServer({ ...shared, log, logger, onFailed });
    if (process !== own) return;
    own.stopListening = network.listen(own.chat.accept, random.bytes(32));
    state = 'up';
  }

  function stopped(own: Process): void {
    if (process !== own) return;
    countIn(own);
    ended.push(own.clock);
    process = null;
    state = 'down';
  }

  return {
    identity,
    db,
    wall,
    get state() {
      return state;
    },
    get lane() {
      return process?.lane ?? null;
    },
    counted: () => total,
    get leftTimers() {
      return ended.reduce((sum, clock) => sum + clock.pendingTimers(), 0);
    },
    start: () => {
      state = 'starting';
      process = {
        clock: createProcessClock(timeline, wall),
        lane: createStorageLane(),
        chat: null,
        stopListening: () => undefined,
      };
      run(process).catch(onFailed);
    },
    stop: (reason) => {
      const own = process;
      if (own === null || own.chat === null) return;
      state = 'stopping';
      own.stopListening();
      own.chat.stop(reason).then(() => stopped(own), onFailed);
    },
    crash: (isSilent) => {
      countIn(process);
      process?.stopListening();
      process?.clock.kill();
      process?.lane.kill();
      process = null;
      state = 'down';
      for (const link of network.links()) link.kill('server', isSilent);
      rollBack(db);
    },
    goOn: () => {
      process?.chat?.goOn().catch(onFailed);
    },
    backUp: () => {
      backups.push(copyDatabase(db, disks.take(serverMigrations)));
    },
    restore: () => {
      if (backups.length === 0) return null;
      // What came after the copy never was.
      backups.splice(dice.between(1, backups.length));
      const [backup] = backups.slice(-1);
      if (backup !== undefined) copyDatabase(backup, db);
      const restoring = dice.pick(['told', 'marked', 'silent'] as const);
      isRestored = restoring === 'told';
      if (restoring === 'silent') highWaterMark = null;
      return restoring;
    },
  };
}
