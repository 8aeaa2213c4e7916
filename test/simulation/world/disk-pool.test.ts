import { expect, it } from 'vitest';
import { clientMigrations } from '#main/storage/migrations/client-migrations.ts';
import { createDiskPool, rollBack } from './disk-pool.ts';

it('a disk that is used again is as its migrations leave it, with its statements', () => {
  const disks = createDiskPool();
  const first = disks.take(clientMigrations);
  const gaps = first.query<[], { stream: string }>('SELECT stream FROM gaps');
  first.change<[]>("INSERT INTO gaps (stream, fromSeq, toSeq) VALUES ('server', 1, 2)").run();
  expect(gaps.all()).toHaveLength(1);
  expect(disks.take(clientMigrations)).not.toBe(first);
  first.runScript('BEGIN');
  disks.takeBack();
  const again = disks.take(clientMigrations);
  expect(again).toBe(first);
  expect(again.query('SELECT stream FROM gaps')).toBe(gaps);
  expect(gaps.all()).toEqual([]);
});

it('what is open in a database is undone, and nothing happens where nothing is', () => {
  const db = createDiskPool().take(clientMigrations);
  db.runScript("BEGIN; INSERT INTO gaps (stream, fromSeq, toSeq) VALUES ('server', 1, 2)");
  rollBack(db);
  rollBack(db);
  expect(db.query('SELECT * FROM gaps').all()).toEqual([]);
});
