import { renameSync, rmSync } from 'node:fs';
import type { ReadableDb, WritableDb } from './readable-db.ts';

/** One step of a schema. Steps are only ever added: a database knows by `user_version` how many it has taken. */
export interface Migration {
  /** Counted from 1 without a gap. */
  readonly version: number;
  readonly sql: string;
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
  for (const { version, sql } of missing) {
    db.transact(() => {
      db.runScript(sql);
      db.runScript(`PRAGMA user_version = ${version}`);
    });
  }
}

/** Copies the whole database beside it before it is changed; the copy appears whole or not at all. Returns its path. */
export function backUpBeforeMigration(db: WritableDb, file: string): string {
  const backup = `${file}.v${schemaVersion(db)}.backup`;
  const draft = `${backup}.draft`;
  rmSync(draft, { force: true });
  db.change<[string]>('VACUUM INTO ?').run(draft);
  renameSync(draft, backup);
  return backup;
}
