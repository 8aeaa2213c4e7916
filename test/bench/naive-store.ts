import { join } from 'node:path';
import { connect } from '#main/storage/database.ts';

/** One table and one FULL commit a message: what durability costs when every message waits for the disk by itself. */
export interface NaiveStore {
  insert(text: string): void;
}

export function openNaiveStore(folder: string): NaiveStore {
  const db = connect(join(folder, 'naive.db'));
  db.runScript(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE message (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
  `);
  const insert = db.change<[string]>('INSERT INTO message (text) VALUES (?)');
  return { insert: (text) => void insert.run(text) };
}
