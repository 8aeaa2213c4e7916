import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** Overwrites the beginning of a file, where a database says that it is one. */
export function damageHead(file: string): void {
  writeFileSync(file, readFileSync(file).fill('damage', 0, 2_000));
}

/** Overwrites the pages where a table and its indexes begin; all else of the database stays in order. */
export function damageTable(file: string, table: string): void {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const { size } = db.prepare('SELECT page_size AS size FROM pragma_page_size').get() as { size: number };
  const roots = db.prepare('SELECT rootpage AS page FROM sqlite_schema WHERE tbl_name = ?').all(table);
  db.close();
  const bytes = readFileSync(file);
  for (const { page } of roots as { page: number }[]) bytes.fill('damage', (page - 1) * size, page * size);
  writeFileSync(file, bytes);
}

/** The beginning of a database's write-ahead log, without which SQLite takes nothing of it. */
export function damageWal(file: string): void {
  const bytes = readFileSync(`${file}-wal`);
  bytes.writeUInt8(bytes.readUInt8(20) ^ 0xff, 20);
  writeFileSync(`${file}-wal`, bytes);
}
