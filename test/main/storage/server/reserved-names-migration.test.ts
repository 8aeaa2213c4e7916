import { expect, it } from 'vitest';
import { migrate } from '#main/storage/migrate.ts';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import { createPersonTable } from '#main/storage/server/person-table.ts';
import { nameKey } from '#shared/domain/name.ts';
import { nameOf, personIdOf } from '#test/support/sample-ids.ts';

const versionBefore = 11;

it('[P18] a server of before, with many names given up by one person, keeps the last three of each', () => {
  const db = openMemoryDatabase(serverMigrations.filter(({ version }) => version <= versionBefore));
  const insert = db.change<string[]>(
    'INSERT INTO people (personId, displayName, nameKey, lookKey, role) VALUES (?, ?, ?, ?, ?)',
  );
  const reserve = db.change<[string, string, number, number]>('INSERT INTO reservedNames VALUES (?, ?, ?, ?)');
  const key = (person: number, time: number) => nameKey(nameOf(`Name ${time} of ${person}`));
  for (const person of [1, 2]) {
    const own = nameKey(nameOf(`Person ${person}`));
    insert.run(personIdOf(person), `Person ${person}`, own.read, own.seen, 'guest');
    for (const time of [4, 1, 5, 2, 3].slice(0, person === 1 ? 5 : 2)) {
      const { read, seen } = key(person, time);
      reserve.run(read, seen, person, 1_000 + time);
    }
  }
  migrate(db, serverMigrations);
  const kept = [1, 2].map((person) =>
    [1, 2, 3, 4, 5].filter((time) => createPersonTable(db).nameHolders(key(person, time), 0).length > 0),
  );
  expect(kept).toEqual([
    [3, 4, 5],
    [1, 4],
  ]);
});
