import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectReadOnly } from '#main/storage/database.ts';
import type { Migration } from '#main/storage/migrate.ts';
import { openDatabase, openMemoryDatabase } from '#main/storage/open-database.ts';
import type { ReadableDb, WritableDb } from '#main/storage/readable-db.ts';
import { damageTable } from '#test/support/damage.ts';
import { temporaryFolder } from './temporary-folder.ts';

const first: Migration = { version: 1, sql: 'CREATE TABLE notes (note TEXT NOT NULL) STRICT' };
const second: Migration = { version: 2, sql: 'ALTER TABLE notes ADD COLUMN at INTEGER' };
const broken: Migration = { version: 2, sql: 'CREATE TABLE more (id INTEGER) STRICT; CREATE TABLE notes (note TEXT)' };

function open(file: string, migrations: readonly Migration[] = [first]): WritableDb {
  const opened = openDatabase(file, migrations);
  if (!opened.ok) throw new Error(opened.error.type);
  onTestFinished(opened.value.close);
  return opened.value;
}

function pragma(db: ReadableDb, name: string): unknown {
  return Object.values(db.query<[], Record<string, unknown>>(`PRAGMA ${name}`).get() ?? {})[0];
}

function notes(db: ReadableDb): string[] {
  const rows = db.query<[], { note: string }>('SELECT note FROM notes').all();
  return rows.map(({ note }) => note);
}

function write(db: WritableDb, note: string): void {
  db.change<[string]>('INSERT INTO notes (note) VALUES (?)').run(note);
}

describe('a database', () => {
  it('[D2] waits for the disk at every commit, in WAL mode', () => {
    const db = open(join(temporaryFolder(), 'a.db'));
    expect([pragma(db, 'journal_mode'), pragma(db, 'synchronous'), pragma(db, 'foreign_keys')]).toEqual(['wal', 2, 1]);
  });

  it('[D2] waits for the disk again after a relaxed transaction, also after one that failed', () => {
    const db = open(join(temporaryFolder(), 'a.db'));
    const during = db.transactRelaxed(() => pragma(db, 'synchronous'));
    expect([during, pragma(db, 'synchronous')]).toEqual([1, 2]);
    const fails = () => db.transactRelaxed(() => write(db, null as never));
    expect(fails).toThrow(/NOT NULL/);
    expect(pragma(db, 'synchronous')).toBe(2);
  });

  it('[D2] rolls back the whole transaction when its work throws', () => {
    const db = open(join(temporaryFolder(), 'a.db'));
    const fails = () =>
      db.transact(() => {
        write(db, 'one');
        throw new Error('no');
      });
    expect(fails).toThrow('no');
    expect(notes(db)).toEqual([]);
  });

  it('shows a reader what is committed and lets it write nothing', () => {
    const file = join(temporaryFolder(), 'a.db');
    write(open(file), 'one');
    const reader = connectReadOnly(file);
    onTestFinished(reader.close);
    expect(reader.readTogether(() => notes(reader))).toEqual(['one']);
    expect(() => reader.query("INSERT INTO notes VALUES ('two') RETURNING note").get()).toThrow('readonly');
  });

  it('takes only the steps that it has not taken, and keeps what it holds', () => {
    const file = join(temporaryFolder(), 'a.db');
    const old = open(file);
    write(old, 'kept');
    old.close();
    const db = open(file, [second, first]);
    expect([notes(db), pragma(db, 'user_version')]).toEqual([['kept'], 2]);
    expect(() => db.query('SELECT at FROM notes').all()).not.toThrow();
  });

  it('is copied before it is brought to a newer schema, whole', () => {
    const file = join(temporaryFolder(), 'a.db');
    const old = open(file);
    write(old, 'kept');
    old.close();
    open(file, [first, second]);
    const backup = connectReadOnly(`${file}.v1.backup`);
    onTestFinished(backup.close);
    expect([notes(backup), pragma(backup, 'user_version')]).toEqual([['kept'], 1]);
  });

  it('is copied beside an earlier copy of the same schema, which stays; the same is not copied twice', () => {
    const file = join(temporaryFolder(), 'a.db');
    const old = open(file);
    write(old, 'kept');
    old.close();
    const cutOff = () => {
      expect(openDatabase(file, [first, broken])).toMatchObject({ ok: false });
      return readdirSync(dirname(file)).filter((name) => name.includes('.backup'));
    };
    expect([cutOff(), cutOff()]).toEqual([['a.db.v1.backup'], ['a.db.v1.backup']]);
    const again = open(file);
    write(again, 'more');
    again.close();
    const names = ['a.db.v1.backup', 'a.db.v1.backup-2'];
    expect([cutOff(), cutOff()]).toEqual([names, names]);
    const copies = names.map((name) => connectReadOnly(join(dirname(file), name)));
    for (const copy of copies) onTestFinished(copy.close);
    expect(copies.map((copy) => notes(copy))).toEqual([['kept'], ['kept', 'more']]);
  });

  it('is left as it is when it cannot be copied whole before it is changed', () => {
    const file = join(temporaryFolder(), 'a.db');
    const old = open(file);
    write(old, 'kept');
    old.close();
    damageTable(file, 'notes');
    const before = readFileSync(file);
    expect(openDatabase(file, [first, second])).toEqual({ ok: false, error: { type: 'database_corrupt', file } });
    expect([readFileSync(file).equals(before), existsSync(`${file}.v1.backup`)]).toEqual([true, false]);
  });

  it('stays at the schema it had when a step fails', () => {
    const file = join(temporaryFolder(), 'a.db');
    open(file).close();
    const opened = openDatabase(file, [first, broken]);
    expect(opened).toMatchObject({ ok: false, error: { type: 'storage_failed' } });
    const db = open(file);
    expect(pragma(db, 'user_version')).toBe(1);
    expect(() => db.query('SELECT * FROM more')).toThrow('no such table');
  });

  it('is left untouched when a newer version wrote it', () => {
    const file = join(temporaryFolder(), 'a.db');
    open(file, [first, second]).close();
    const before = readFileSync(file);
    const error = { type: 'database_newer', file, found: 2, supported: 1 };
    expect(openDatabase(file, [first])).toEqual({ ok: false, error });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('is told to be corrupt, and left as it is, when it is no database', () => {
    const file = join(temporaryFolder(), 'a.db');
    writeFileSync(file, 'not a database, whatever its name says'.repeat(100));
    const before = readFileSync(file);
    expect(openDatabase(file, [first])).toEqual({ ok: false, error: { type: 'database_corrupt', file } });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('can be in memory, with the newest schema', () => {
    const db = openMemoryDatabase([first, second]);
    onTestFinished(db.close);
    expect(pragma(db, 'user_version')).toBe(2);
  });
});
