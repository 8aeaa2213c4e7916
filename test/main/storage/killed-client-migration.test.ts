import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { connectReadOnly } from '#main/storage/database.ts';
import { latestVersion, schemaVersion } from '#main/storage/migrate.ts';
import { clientMigrations } from '#main/storage/migrations/client-migrations.ts';
import { openDatabase } from '#main/storage/open-database.ts';
import { damageIn } from '#main/storage/quick-check.ts';
import type { ReadableDb } from '#main/storage/readable-db.ts';
import { migrateAndKill } from './migrate-and-kill.ts';
import { temporaryFolder } from './temporary-folder.ts';

const script = fileURLToPath(new URL('./migrating-client.ts', import.meta.url));
const cycles = 24;
const rows = 3_000;
const newest = latestVersion(clientMigrations);
/** Before events had their place in the log as an index, which takes time to make. */
const old = clientMigrations.filter(({ version }) => version <= 4);

/** A database of an earlier version with events, some of them set aside, and commands that wait. */
function makeOld(file: string): void {
  const opened = openDatabase(file, old);
  if (!opened.ok) throw new Error(opened.error.type);
  const db = opened.value;
  const event = db.change<[number, number, string, string, string]>(
    `INSERT INTO events VALUES ('server', ?, ?, 1, 1, 1, NULL, 'message.posted', 'somebody', ?, 1, ?, ?, 1, 1, 1, 0)`,
  );
  const command = db.change<[string]>(
    `INSERT INTO outbox (commandId, kind, body, objectId) VALUES (?, 'message.send', '{}', 'object')`,
  );
  const aside = db.change<[number, string, string]>(`INSERT INTO setAside VALUES ('server', ?, 1, ?, ?, 1)`);
  db.transact(() => {
    for (let row = 1; row <= rows; row += 1) {
      event.run(row, row, `command ${row}`, `mac ${row}`, '.'.repeat(500));
      command.run(`waiting ${row}`);
      const frame = { header: { person: 'somebody' }, command: { commandId: `aside ${row}` } };
      aside.run(row, `mac ${row}`, JSON.stringify(frame));
    }
  });
  db.close();
}

function stateOf(file: string) {
  const db = connectReadOnly(file);
  try {
    return { damage: damageIn(db), version: schemaVersion(db), counts: countsIn(db) };
  } finally {
    db.close();
  }
}

function countsIn(db: ReadableDb): readonly number[] {
  return ['events', 'outbox', 'setAside'].map(
    (table) => db.query<[], { count: number }>(`SELECT count(*) AS count FROM ${table}`).get()?.count ?? 0,
  );
}

describe('a migration of a client’s database', () => {
  it(`[I7] that is killed at ${cycles} moments leaves one that opens with all it held, and a copy that is sound or none`, async () => {
    const folder = temporaryFolder();
    const first = join(folder, 'first.db');
    makeOld(first);
    const whole = join(folder, 'whole.db');
    copyFileSync(first, whole);
    const wholeMs = Number(await migrateAndKill(script, whole, 60_000));
    const counts = [rows, rows, rows];
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      const file = join(folder, `${cycle}.db`);
      copyFileSync(first, file);
      await migrateAndKill(script, file, (cycle / cycles) * wholeMs);
      const left = stateOf(file);
      const hasCopy = existsSync(`${file}.v4.backup`);
      // Nothing is changed before the copy is there.
      expect({ ...left, isBare: left.version > 4 && !hasCopy }).toEqual({
        damage: null,
        counts,
        isBare: false,
        version: expect.any(Number) as number,
      });
      const sound = { damage: null, version: 4, counts };
      expect(hasCopy ? stateOf(`${file}.v4.backup`) : sound).toEqual(sound);
      const opened = openDatabase(file, clientMigrations);
      if (!opened.ok) throw new Error(opened.error.type);
      expect([schemaVersion(opened.value), countsIn(opened.value)]).toEqual([newest, counts]);
      opened.value.close();
    }
  });
});
