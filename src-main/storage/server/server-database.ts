import { join } from 'node:path';
import type { Name } from '#shared/domain/name.ts';
import type { Logger } from '#shared/logger.ts';
import type { Random } from '#shared/random.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { createServerIdentity } from '../../identity/server-identity.ts';
import { createHighWaterWriter, readHighWaterMark } from '../high-water-mark.ts';
import { lockFolder } from '../lock-file.ts';
import { serverMigrations } from '../migrations/server-migrations.ts';
import { openDatabase } from '../open-database.ts';
import type { OpenError } from '../open-error.ts';
import { openErrorOf } from '../sqlite-failure.ts';
import type { EngineLimits } from './engine-context.ts';
import { createServerEngine, type ServerEngine } from './server-engine.ts';
import type { EngineClock } from './transactions.ts';

export interface ServerDatabaseOptions {
  /** The data folder, taken for this process alone until the engine is closed; made where there is none. */
  readonly folder: string;
  /** 32 bytes, the server's key (T1). */
  readonly seed: Uint8Array;
  /** The server's name from now on. */
  readonly name: Name;
  readonly clock: EngineClock;
  readonly random: Random;
  readonly log: Logger;
  readonly limits?: Partial<EngineLimits>;
}

const databaseName = 'server.db';
const highWaterName = 'server.high-water';

/** Opens the log in a server's data folder, or begins one. Its engine's `close` gives the folder back. */
export function openServerDatabase(options: ServerDatabaseOptions): Result<ServerEngine, OpenError> {
  const lock = lockFolder(options.folder);
  if (!lock.ok) return lock;
  const engine = openEngine(options);
  if (!engine.ok) {
    lock.value.release();
    return engine;
  }
  const { close } = engine.value;
  return ok({
    ...engine.value,
    close: () => {
      close();
      lock.value.release();
    },
  });
}

function openEngine(options: ServerDatabaseOptions): Result<ServerEngine, OpenError> {
  const { folder, seed, clock } = options;
  const identity = createServerIdentity(seed);
  const file = join(folder, databaseName);
  const opened = openDatabase(file, serverMigrations);
  if (!opened.ok) return opened;
  const db = opened.value;
  try {
    const known = db.query<[], { serverId: string }>('SELECT serverId FROM server WHERE id = 1').get();
    if (known === undefined || known.serverId === identity.serverId) {
      const mark = join(folder, highWaterName);
      const writer = createHighWaterWriter(mark, clock);
      const highWaterMark = readHighWaterMark(mark);
      const onCommitted = writer.committed;
      const engine = createServerEngine({ ...options, db, identity, highWaterMark, onCommitted });
      // What a server reads at its start is read here first, so that damage there is an error of opening.
      engine.directory();
      return ok(engine);
    }
    db.close();
    return err({ type: 'history_of_other_key', folder });
  } catch (error) {
    db.close();
    return err(openErrorOf(error, file));
  }
}
