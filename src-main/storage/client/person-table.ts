import type { PersonId } from '#shared/domain/ids.ts';
import type { Name } from '#shared/domain/name.ts';
import type { Person } from '#shared/domain/person.ts';
import type { Role } from '#shared/domain/role.ts';
import type { WritableDb } from '../readable-db.ts';

interface PersonRow {
  readonly personId: PersonId;
  readonly displayName: Name;
  readonly role: Role;
  readonly isRemoved: number;
}

export function createPersonTable(db: WritableDb) {
  const one = db.query<[string], PersonRow>('SELECT * FROM people WHERE personId = ?');
  const all = db.query<[], PersonRow>('SELECT * FROM people ORDER BY personId');
  const put = db.change<[string, string, string, number]>(
    `INSERT INTO people (personId, displayName, role, isRemoved) VALUES (?, ?, ?, ?)
     ON CONFLICT (personId) DO UPDATE SET displayName = excluded.displayName, role = excluded.role,
       isRemoved = excluded.isRemoved`,
  );
  const setName = db.change<[string, string]>('UPDATE people SET displayName = ? WHERE personId = ?');
  const removePeople = db.change<[]>('DELETE FROM people');
  return {
    find: (personId: PersonId): Person | null => {
      const row = one.get(personId);
      return row === undefined ? null : personOf(row);
    },
    all: (): Person[] => all.all().map(personOf),
    put: ({ personId, displayName, role, isRemoved }: Omit<Person, 'displayName'> & { readonly displayName: string }) =>
      put.run(personId, displayName, role, Number(isRemoved)),
    setName: (personId: PersonId, displayName: string) => setName.run(displayName, personId),
    removeAll: () => removePeople.run(),
  };
}

function personOf(row: PersonRow): Person {
  return { ...row, isRemoved: row.isRemoved === 1 };
}
