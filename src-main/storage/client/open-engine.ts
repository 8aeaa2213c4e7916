import type { Logger } from '#shared/logger.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Migration } from '../migrate.ts';
import { openDatabase, type OpenOptions } from '../open-database.ts';
import type { OpenError } from '../open-error.ts';
import type { WritableDb } from '../readable-db.ts';
import { openErrorOf } from '../sqlite-failure.ts';

export interface EngineOpening<Engine> {
  readonly migrations: readonly Migration[];
  readonly create: (db: WritableDb) => Engine;
  readonly log: Logger;
}

/**
 * Opens a database and whatever works on it; damage that either of them meets closes it again. On a full disk it is opened to be read:
 * whatever needs room is refused until there is some.
 */
export function openEngine<Engine>(
  file: string,
  { log, ...opening }: EngineOpening<Engine>,
): Result<Engine, OpenError> {
  const opened = openWith(file, opening, {});
  if (opened.ok || opened.error.type !== 'disk_full') return opened;
  const alone = openWith(file, opening, { isAlone: true });
  if (alone.ok) log.error('The disk is full. What is there is shown, and nothing new can be kept.', { file });
  return alone;
}

function openWith<Engine>(
  file: string,
  { migrations, create }: Omit<EngineOpening<Engine>, 'log'>,
  options: OpenOptions,
): Result<Engine, OpenError> {
  const db = openDatabase(file, migrations, options);
  if (!db.ok) return db;
  try {
    return ok(create(db.value));
  } catch (error) {
    db.value.close();
    return err(openErrorOf(error, file));
  }
}
