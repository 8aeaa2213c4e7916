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

it.each([
  "SELECT 'who?' AS asked, ? AS answer",
  "SELECT 'it''s ? here' AS asked",
  'SELECT 1 AS "who?"',
  'SELECT 1 AS `who?`',
  'SELECT 1 AS [who?]',
  'SELECT 1 -- why?',
  'SELECT 1 /* why\n? */',
  'SELECT 1 LIMIT ?1',
])('%j is refused: its question mark would be changed as if it were a parameter', (sql) => {
  const db = connect(':memory:');
  expect(() => db.query(sql)).toThrow('no plain parameter');
  expect(() => db.change(sql)).toThrow('no plain parameter');
  db.close();
});

it('a parameter beside a text, a name or a comment is one', () => {
  const db = connect(':memory:');
  const sql = `SELECT 'it''s' AS "a ""name""", ? AS given -- what's given
    /* and ' no more */ LIMIT ?`;
  expect(db.query<[string, number], object>(sql).get('one', 1)).toEqual({ 'a "name"': "it's", given: 'one' });
  db.close();
});
