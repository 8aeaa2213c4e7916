import { renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { connectReadOnly } from './database.ts';
import { damageIn } from './quick-check.ts';
import { syncFile, syncFolder } from './sync-file.ts';
import type { ReadableDb, WritableDb } from './readable-db.ts';

/** One step of a schema. Steps are only ever added: a database knows by `user_version` how many it has taken. */
export interface Migration {
  /** Counted from 1 without a gap. */
  readonly version: number;
  readonly sql: string;
  /** What no SQL can compute, after it and in the same transaction. It knows the tables as they are at this step. */
  readonly complete?: (db: WritableDb) => void;
}

export function schemaVersion(db: ReadableDb): number {
  return db.query<[], { user_version: number }>('PRAGMA user_version').get()?.user_version ?? 0;
}

export function latestVersion(migrations: readonly Migration[]): number {
  return Math.max(0, ...migrations.map(({ version }) => version));
}

/** Takes the steps that the database has not taken yet, each in one transaction. */
export function migrate(db: WritableDb, migrations: readonly Migration[]): void {
  const current = schemaVersion(db);
  const missing = migrations.filter(({ version }) => version > current).toSorted((a, b) => a.version - b.version);
  for (const { version, sql, complete } of missing) {
    db.transact(() => {
      db.runScript(sql);
      complete?.(db);
      db.runScript(`PRAGMA user_version = ${version}`);
    });
  }
}

/**
 * Copies the whole database beside it before it is changed. The copy gets its name once it was read through and found sound;
 * one that is not is thrown as SQLite would, and nothing is migrated.
 */
export function backUpBeforeMigration(db: WritableDb, file: string): void {
  const version = schemaVersion(db);
  const backup = `${file}.v${version}.backup`;
  const draft = `${backup}.draft`;
  rmSync(draft, { force: true });
  db.change<[string]>('VACUUM INTO ?').run(draft);
  verifyCopy(draft, version);
  syncFile(draft);
  renameSync(draft, backup);
  syncFolder(dirname(backup));
}

function verifyCopy(draft: string, version: number): void {
  const copy = connectReadOnly(draft);
  try {
    const damage = damageIn(copy) ?? (schemaVersion(copy) === version ? null : 'it is of another schema');
    if (damage !== null)
      throw new CopyDamagedError(`The copy of a database before its migration is damaged: ${damage}`);
  } finally {
    copy.close();
  }
}

/** Bears the code that SQLite gives damage, so that it is told as such. */
class CopyDamagedError extends Error {
  readonly code = 'SQLITE_CORRUPT';
}
