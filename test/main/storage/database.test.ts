import { expect, it } from 'vitest';
import { connect } from '#main/storage/database.ts';

it('a parameter stands where SQLite does not look into it, so that no other value has the statement planned anew', () => {
  const db = connect(':memory:');
  db.runScript(
    "CREATE TABLE notes (id INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT; INSERT INTO notes VALUES (1, 'one')",
  );
  const add = db.change<[number, string]>('INSERT INTO notes VALUES (?, ?)');
  add.run(2, 'two');
  add.run(3, '3');
  const above = db.query<[number, string, number], { id: number }>(
    'SELECT id FROM notes WHERE id > ? AND note <> ? ORDER BY id DESC LIMIT ?',
  );
  expect(above.source).toBe('SELECT id FROM notes WHERE id > +? AND note <> +? ORDER BY id DESC LIMIT ? + 0');
  expect(above.all(0, 'two', 5)).toEqual([{ id: 3 }, { id: 1 }]);
  expect(above.all(0, '', 1)).toEqual([{ id: 3 }]);
  expect(db.query<[Uint8Array], { kind: string }>('SELECT typeof(?) AS kind').get(new Uint8Array(2))).toEqual({
    kind: 'blob',
  });
  db.close();
});
