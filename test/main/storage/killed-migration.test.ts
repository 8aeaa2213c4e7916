import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { connectReadOnly } from '#main/storage/database.ts';
import { schemaVersion } from '#main/storage/migrate.ts';
import { openDatabase } from '#main/storage/open-database.ts';
import { damageIn } from '#main/storage/quick-check.ts';
import type { ReadableDb } from '#main/storage/readable-db.ts';
import { migrateAndKill } from './migrate-and-kill.ts';
import { firstNotes, laterNotes, noteCount } from './notes-migrations.ts';
import { temporaryFolder } from './temporary-folder.ts';

const script = fileURLToPath(new URL('./migrating-process.ts', import.meta.url));
const cycles = 36;

/** A database of version 1 with all its notes. */
function makeNotes(file: string): void {
  const opened = openDatabase(file, [firstNotes]);
  if (!opened.ok) throw new Error(opened.error.type);
  const db = opened.value;
  const insert = db.change<[note: string]>('INSERT INTO notes (note) VALUES (?)');
  db.transact(() => {
    for (let count = 0; count < noteCount; count += 1) insert.run(`note ${count} ${'.'.repeat(500)}`);
  });
  db.close();
}

function stateOf(file: string) {
  const db = connectReadOnly(file);
  try {
    return { damage: damageIn(db), notes: notesIn(db), version: schemaVersion(db) };
  } finally {
    db.close();
  }
}

function notesIn(db: ReadableDb): number {
  return db.query<[], { count: number }>('SELECT count(DISTINCT note) AS count FROM notes').get()?.count ?? 0;
}

describe('a migration', () => {
  it(`[I1] that is killed at ${cycles} moments leaves a database that opens with all it held, and a copy that is sound or none`, async () => {
    const folder = temporaryFolder();
    const first = join(folder, 'first.db');
    makeNotes(first);
    const whole = join(folder, 'whole.db');
    copyFileSync(first, whole);
    const wholeMs = Number(await migrateAndKill(script, whole, 60_000));
    const met = new Set<number>();
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      const file = join(folder, `${cycle}.db`);
      copyFileSync(first, file);
      await migrateAndKill(script, file, (cycle / cycles) * wholeMs);
      const left = stateOf(file);
      met.add(left.version);
      const copy = `${file}.v1.backup`;
      const hasCopy = existsSync(copy);
      // Nothing is changed before the copy is there.
      expect([left.damage, left.notes, left.version > 1 && !hasCopy]).toEqual([null, noteCount, false]);
      const sound = { damage: null, notes: noteCount, version: 1 };
      expect(hasCopy ? stateOf(copy) : sound).toEqual(sound);
      const opened = openDatabase(file, [firstNotes, ...laterNotes]);
      if (!opened.ok) throw new Error(opened.error.type);
      expect([schemaVersion(opened.value), notesIn(opened.value)]).toEqual([4, noteCount]);
      opened.value.close();
    }
    expect([...met].every((version) => version >= 1 && version <= 4)).toBe(true);
  });
});
