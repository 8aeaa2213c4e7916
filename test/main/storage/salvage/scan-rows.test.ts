import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connect } from '#main/storage/database.ts';
import type { SqlValue } from '#main/storage/readable-db.ts';
import { scanRows } from '#main/storage/salvage/scan-rows.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** A database with a row of every kind of value, some of which go on in other pages; its handle is open. */
function setupRows(rows: number, script = 'PRAGMA page_size = 4096') {
  const file = join(temporaryFolder(), 'rows.db');
  const db = connect(file);
  db.runScript(`${script}; PRAGMA journal_mode = WAL; CREATE TABLE things (id INTEGER PRIMARY KEY, a, b, c, d)`);
  const insert = db.change<SqlValue[]>('INSERT INTO things VALUES (?, ?, ?, ?, ?)');
  const written = Array.from({ length: rows }, (_, at): readonly [number, SqlValue[]] => [at + 1, valuesAt(at)]);
  db.transact(() => {
    for (const [rowid, values] of written) insert.run(rowid, ...values);
  });
  return { db, file, written };
}

const numbers = [0, 1, -1, 127, -129, 40_000, -9_000_000, 2 ** 31, -(2 ** 45), 2 ** 52, 1.5, null];

function valuesAt(at: number): SqlValue[] {
  const number = numbers[at % numbers.length] ?? null;
  const text = 'ä漢'.repeat((at % 7) ** 5);
  return [number, text, Uint8Array.from({ length: at % 300 }, (_, byte) => byte % 256), at % 2 === 0 ? 1 : null];
}

function scanned(file: string) {
  return [...scanRows(file)]
    .map(({ rowid, values }): readonly [number, readonly SqlValue[]] => [rowid, values.slice(1)])
    .toSorted(([one], [other]) => one - other);
}

describe('the rows of a file', () => {
  it.each(['PRAGMA page_size = 512', 'PRAGMA page_size = 4096', 'PRAGMA page_size = 65536'])(
    'are all that were written, of every kind and length (%s)',
    (script) => {
      const { db, file, written } = setupRows(400, script);
      db.close();
      expect(scanned(file)).toEqual(written);
    },
  );

  it('are also those that lie only in the log', () => {
    const { db, file, written } = setupRows(100);
    expect(scanned(file)).toEqual(written);
    db.change('DELETE FROM things WHERE id > 10').run();
    expect(scanned(file)).toEqual(written.slice(0, 10));
    db.close();
  });

  it('of a log that was torn are what lies before the tear, and nothing that was never written', () => {
    const { db, file, written } = setupRows(100);
    const torn = join(temporaryFolder(), 'torn.db');
    const { length } = readFileSync(`${file}-wal`);
    for (let part = 0; part <= 20; part += 1) {
      copyFileSync(file, torn);
      copyFileSync(`${file}-wal`, `${torn}-wal`);
      truncateSync(`${torn}-wal`, Math.floor((length * part) / 20));
      expect(written).toEqual(expect.arrayContaining(scanned(torn)));
    }
    expect(scanned(torn)).toEqual(written);
    db.close();
  });

  it('of a log whose header is broken, at whichever byte, are all that were written', () => {
    const { db, file, written } = setupRows(100);
    const broken = join(temporaryFolder(), 'broken.db');
    const whole = readFileSync(`${file}-wal`);
    for (let at = 0; at < 32; at += 1) {
      copyFileSync(file, broken);
      writeFileSync(`${broken}-wal`, whole.with(at, Number(whole[at]) ^ 0xff));
      expect([at, scanned(broken)]).toEqual([at, written]);
    }
    db.close();
  });

  it('of a log of noise are those of the file', () => {
    const { db, file, written } = setupRows(100);
    db.close();
    for (let seed = 0; seed < 20; seed += 1) {
      writeFileSync(`${file}-wal`, createSeededRandom(seed).bytes(20_000));
      expect([seed, scanned(file)]).toEqual([seed, written]);
    }
  });

  it('of what is no database are few or none, and never an error', () => {
    const file = join(temporaryFolder(), 'noise.db');
    for (let seed = 0; seed < 50; seed += 1) {
      writeFileSync(file, createSeededRandom(seed).bytes(40_000).fill(0x0d, 4_096, 4_097));
      expect({ seed, isQuiet: [...scanRows(file)].every(({ values }) => Array.isArray(values)) }).toEqual({
        seed,
        isQuiet: true,
      });
    }
    writeFileSync(file, '');
    expect([...scanRows(file)]).toEqual([]);
  });
});
