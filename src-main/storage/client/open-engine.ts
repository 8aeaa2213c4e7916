import { err, ok, type Result } from '#shared/result.ts';
import type { Migration } from '../migrate.ts';
import { openDatabase } from '../open-database.ts';
import type { OpenError } from '../open-error.ts';
import type { WritableDb } from '../readable-db.ts';
import { openErrorOf } from '../sqlite-failure.ts';

/** Opens a database and whatever works on it; damage that either of them meets closes it again. */
export function openEngine<Engine>(
  file: string,
  migrations: readonly Migration[],
  create: (db: WritableDb) => Engine,
): Result<Engine, OpenError> {
  const db = openDatabase(file, migrations);
  if (!db.ok) return db;
  try {
    return ok(create(db.value));
  } catch (error) {
    db.value.close();
    return err(openErrorOf(error, file));
  }
}
