import type { PersonId } from '#shared/domain/ids.ts';
import type { Person } from '#shared/domain/person.ts';
import type { Role } from '#shared/domain/role.ts';
import type { Standing } from '#shared/domain/standing.ts';
import type { WritableDb } from '../readable-db.ts';

export function createPersonTable(db: WritableDb) {
  const columns = 'personId, displayName, role, standing, standingSince';
  const one = db.query<[string], Person>(`SELECT ${columns} FROM people WHERE personId = ?`);
  const all = db.query<[], Person>(`SELECT ${columns} FROM people ORDER BY personId`);
  const put = db.change<[string, string, string, string, number]>(
    `INSERT INTO people (${columns}) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (personId) DO UPDATE SET displayName = excluded.displayName, role = excluded.role,
       standing = excluded.standing, standingSince = excluded.standingSince`,
  );
  const setName = db.change<[string, string]>('UPDATE people SET displayName = ? WHERE personId = ?');
  const setRole = db.change<[string, string]>('UPDATE people SET role = ? WHERE personId = ?');
  const setStanding = db.change<[string, number, string]>(
    'UPDATE people SET standing = ?, standingSince = ? WHERE personId = ?',
  );
  const removePeople = db.change<[]>('DELETE FROM people');
  return {
    find: (personId: PersonId): Person | null => one.get(personId) ?? null,
    all: (): Person[] => all.all(),
    put: ({
      personId,
      displayName,
      role,
      standing,
      standingSince,
    }: Omit<Person, 'displayName'> & { readonly displayName: string }) =>
      put.run(personId, displayName, role, standing, standingSince),
    setName: (personId: PersonId, displayName: string) => setName.run(displayName, personId),
    setRole: (personId: PersonId, role: Role) => setRole.run(role, personId),
    setStanding: (personId: PersonId, standing: Standing, since: number) => setStanding.run(standing, since, personId),
    removeAll: () => removePeople.run(),
  };
}
