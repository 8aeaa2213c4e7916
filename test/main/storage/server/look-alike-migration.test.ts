import { describe, expect, it } from 'vitest';
import { migrate } from '#main/storage/migrate.ts';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import { createPersonTable } from '#main/storage/server/person-table.ts';
import { createRoomTable } from '#main/storage/server/room-table.ts';
import { nameKey } from '#shared/domain/name.ts';
import { nameOf, personIdOf, roomIdOf } from '#test/support/sample-ids.ts';

const reservedUntil = 1_000;
const versionBefore = 5;

/** A database as the version before left it, with names that are the same by now, taken up by this one. */
function setupOldServer() {
  const db = openMemoryDatabase(serverMigrations.filter(({ version }) => version <= versionBefore));
  const addPerson = db.change<[number, string, string, string]>(
    "INSERT INTO people (personRef, personId, displayName, nameKey, role) VALUES (?, ?, ?, ?, 'member')",
  );
  for (const [number, name] of ['Ann', 'Аnn', 'Ian', 'Cleo'].entries()) {
    addPerson.run(number + 1, personIdOf(number + 1), name, name.toLowerCase());
  }
  const addRoom = db.change<[number, string, string, string, string]>(
    `INSERT INTO rooms (roomRef, roomId, kind, visibility, history, name, nameKey, topic, creatorRef, createdAt)
     VALUES (?, ?, 'channel', ?, 'everything', ?, ?, '', 1, 0)`,
  );
  db.runScript('PRAGMA foreign_keys = OFF');
  addRoom.run(1, roomIdOf(1), 'public', 'Lunch', 'lunch');
  addRoom.run(2, roomIdOf(2), 'private', 'Lunch', 'lunch');
  const reserve = db.change<[string, number, number]>('INSERT INTO reservedNames VALUES (?, ?, ?)');
  reserve.run('bob', 4, reservedUntil);
  reserve.run('bоb', 3, reservedUntil);
  migrate(db, serverMigrations);
  return { people: createPersonTable(db), rooms: createRoomTable(db, () => []), db };
}

const key = (name: string) => nameKey(nameOf(name));

describe('a server of before look-alikes', () => {
  it('[T8] keeps all its people, those with names that are the same now too', () => {
    const { people } = setupOldServer();
    expect([1, 2].map((number) => people.byId(personIdOf(number))?.person.displayName)).toEqual(['Ann', 'Аnn']);
    expect(people.nameHolders(key('ann'), 0)).toEqual([personIdOf(1), personIdOf(2)]);
  });

  it('[T8] knows by how they look the names that it has', () => {
    const { people, rooms } = setupOldServer();
    expect(people.nameHolders(key('lan'), 0)).toEqual([personIdOf(3)]);
    expect(people.nameHolders(key('СLЕО'), 0)).toEqual([personIdOf(4)]);
    expect(people.nameHolders(key('Lan'), 0)).toEqual([]);
    expect(rooms.publicRoomsNamed(key('Lunсh'))).toEqual([roomIdOf(1)]);
  });

  it('[P18] still keeps the names that were given up for whoever had them', () => {
    const { people } = setupOldServer();
    expect(people.nameHolders(key('Bоb'), reservedUntil - 1).toSorted()).toEqual(
      [personIdOf(3), personIdOf(4)].toSorted(),
    );
    expect(people.nameHolders(key('Bоb'), reservedUntil)).toEqual([]);
  });

  it('leaves nothing of before', () => {
    const { db } = setupOldServer();
    expect(db.query<[], { name: string }>("SELECT name FROM sqlite_schema WHERE name LIKE '%Before%'").all()).toEqual(
      [],
    );
    expect(db.query<[], object>('PRAGMA foreign_key_check(reservedNames)').all()).toEqual([]);
  });
});
