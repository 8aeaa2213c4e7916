import { createServerIdentity } from '#main/identity/server-identity.ts';
import type { SignatureVerifier } from '#main/identity/signature-verifier.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import type { HighWaterMark } from '#main/storage/high-water-mark.ts';
import type { WritableDb } from '#main/storage/readable-db.ts';
import { createDirectEventLog } from '#main/storage/server/direct-event-log.ts';
import type { EngineLimits } from '#main/storage/server/engine-context.ts';
import { createServerEngine } from '#main/storage/server/server-engine.ts';
import { present } from '#shared/assert.ts';
import { silentLogger } from '#shared/logger.ts';
import type { LogFields } from '#shared/logger.ts';
import { TestDevice } from '#test/contract/event-log-device.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { nameOf } from '#test/support/sample-ids.ts';

export interface TestEngineOptions {
  readonly limits?: Partial<EngineLimits>;
  /** Puts itself between the engine and the database. */
  readonly wrapDb?: (db: WritableDb) => WritableDb;
  readonly name?: string;
  readonly verifier?: SignatureVerifier;
  /** The database of an engine that was made before: a restart. */
  readonly db?: WritableDb;
  /** It is a backup that was put in place of another database. */
  readonly isRestored?: boolean;
  readonly highWaterMark?: HighWaterMark | null;
  readonly onCommitted?: (mark: () => HighWaterMark) => void;
}

/** An engine over a database in memory that a test can reach into, with Ann and Ben in `general`. */
export function setupEngine(wish: TestEngineOptions = {}) {
  const { limits = {}, wrapDb = (db) => db, name = 'Office', db, isRestored, highWaterMark, onCommitted } = wish;
  const memory = db ?? openMemoryDatabase(serverMigrations);
  const clock = createFakeClock();
  const identity = createServerIdentity(new Uint8Array(32).fill(200));
  const errors: LogFields[] = [];
  const warnings: string[] = [];
  const log = {
    ...silentLogger,
    error: (_sentence: string, fields: LogFields = {}) => void errors.push(fields),
    warn: (sentence: string) => void warnings.push(sentence),
  };
  const options = { identity, name: nameOf(name), clock, random: systemRandom, log, limits };
  const healing = {
    ...(isRestored === undefined ? {} : { isRestored }),
    ...(wish.verifier === undefined ? {} : { verifier: wish.verifier }),
    ...(highWaterMark === undefined ? {} : { highWaterMark }),
    ...(onCommitted === undefined ? {} : { onCommitted }),
  };
  const engine = createServerEngine({ ...options, ...healing, db: wrapDb(memory) });
  const eventLog = createDirectEventLog(engine);
  const device = (number: number) => new TestDevice(eventLog, identity.serverId, number);
  const [ann, ben] = [device(1), device(2)] as const;
  const general = present(engine.directory().rooms[0], 'a server has a first room').room.roomId;
  return { engine, db: memory, clock, identity, errors, warnings, device, ann, ben, general };
}

/** The same with Ann and Ben admitted and in `general`. */
export async function setupMembers(options: TestEngineOptions = {}) {
  const setup = setupEngine(options);
  const { ann, ben, general } = setup;
  await ann.act('person.admit', { displayName: 'Ann' });
  await ben.act('person.admit', { displayName: 'Ben' });
  await ann.act('room.join', { roomId: general });
  await ben.act('room.join', { roomId: general });
  return setup;
}
