import { closeSync, openSync, readdirSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { freeSuffix } from './backups/complete-restore.ts';
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
 * one that is not is thrown as SQLite would, and nothing is migrated. An earlier copy stays, and is enough where it is the same.
 */
export function backUpBeforeMigration(db: WritableDb, file: string): void {
  const version = schemaVersion(db);
  const wanted = `v${version}.backup`;
  const draft = `${file}.${wanted}.draft`;
  rmSync(draft, { force: true });
  db.change<[string]>('VACUUM INTO ?').run(draft);
  verifyCopy(draft, version);
  if (earlierCopies(file, wanted).some((copy) => isSameFile(copy, draft))) {
    rmSync(draft);
    return;
  }
  syncFile(draft);
  renameSync(draft, `${file}.${freeSuffix(file, wanted)}`);
  syncFolder(dirname(file));
}

/** A migration that was cut off, or fails at each start, has left one. */
function earlierCopies(file: string, wanted: string): string[] {
  const [folder, begin] = [dirname(file), `${basename(file)}.${wanted}`];
  const names = readdirSync(folder).filter((name) => name === begin || name.startsWith(`${begin}-`));
  return names.map((name) => join(folder, name));
}

const chunkBytes = 1 << 20;

function isSameFile(one: string, other: string): boolean {
  if (statSync(one).size !== statSync(other).size) return false;
  return whileOpen(one, (first) => whileOpen(other, (second) => holdTheSame(first, second)));
}

/** Each is closed by itself, also where the next cannot be opened. */
function whileOpen<Value>(path: string, read: (file: number) => Value): Value {
  const file = openSync(path, 'r');
  try {
    return read(file);
  } finally {
    closeSync(file);
  }
}

function holdTheSame(one: number, other: number): boolean {
  const [first, second] = [Buffer.alloc(chunkBytes), Buffer.alloc(chunkBytes)];
  for (;;) {
    const read = first.subarray(0, readSync(one, first));
    if (!read.equals(second.subarray(0, readSync(other, second)))) return false;
    if (read.length === 0) return true;
  }
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
