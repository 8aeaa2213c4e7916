import type { PersonId } from '#shared/domain/ids.ts';
import { nameKey, type Name, type NameKey } from '#shared/domain/name.ts';
import type { Person } from '#shared/domain/person.ts';
import type { Role } from '#shared/domain/role.ts';
import { undoableMs, type Standing } from '#shared/domain/standing.ts';
import type { WritableDb } from '../readable-db.ts';
import { createCache } from './cache.ts';

/** A name given up stays its former owner's for 30 days (P18), in milliseconds. */
export const nameReservedMs = 30 * 24 * 60 * 60 * 1000;

/** The most names that stay somebody's after they gave them up, the last ones: nobody can keep every name from everybody. */
export const maxReservedNames = 3;

export interface PersonRow {
  readonly personRef: number;
  readonly person: Person;
  /** The event by which they were last taken back after they were out; 0 where they never were. */
  readonly backSeq: number;
}

export interface PersonTable {
  byId(personId: PersonId): PersonRow | null;
  /** Who have a name that is the same, or lately gave it up and are not out, or were removed less than 30 days before `now`. */
  nameHolders(key: NameKey, now: number): readonly PersonId[];
  insert(person: Pick<Person, 'personId' | 'displayName' | 'role'>): void;
  setRole(personId: PersonId, role: Role): void;
  setStanding(personId: PersonId, standing: Standing, since: number): void;
  tookBack(personId: PersonId, seq: number): void;
  /** Owners who can come in. */
  ownerCount(): number;
  /** Who was removed or banned. */
  out(): readonly PersonId[];
  /** Gives the person another name and keeps the old one reserved from `now` on, with the last ones before it. */
  rename(personId: PersonId, displayName: Name, now: number): void;
  forget(): void;
}

type StoredPerson = Person & Omit<PersonRow, 'person'>;

/** People and the names they hold. */
export function createPersonTable(db: WritableDb): PersonTable {
  const readPerson = db.query<[personId: string], StoredPerson>(
    'SELECT personRef, personId, displayName, role, standing, standingSince, backSeq FROM people WHERE personId = ?',
  );
  const owners = db.query<[], { owners: number }>(
    "SELECT count(*) AS owners FROM people WHERE role = 'owner' AND standing = 'active'",
  );
  const out = db.query<[], { personId: PersonId }>(
    "SELECT personId FROM people WHERE standing IN ('removed', 'banned')",
  );
  const write = preparePersonWrites(db);
  const nameHolders = prepareNameHolders(db);
  const people = createCache((personId: PersonId) => toPersonRow(readPerson.get(personId)));

  return {
    byId: people.get,
    nameHolders,
    insert: ({ personId, displayName, role }) => {
      const { read, seen } = nameKey(displayName);
      const { lastInsertRowid } = write.insert.run(personId, displayName, read, seen, role);
      const person: Person = { personId, displayName, role, standing: 'active', standingSince: 0 };
      people.put(personId, { personRef: Number(lastInsertRowid), person, backSeq: 0 });
    },
    setRole: (personId, role) => {
      const row = people.get(personId);
      if (row === null) return;
      write.setRole.run(role, row.personRef);
      people.put(personId, { ...row, person: { ...row.person, role } });
    },
    setStanding: (personId, standing, standingSince) => {
      const row = people.get(personId);
      if (row === null) return;
      write.setStanding.run(standing, standingSince, row.personRef);
      people.put(personId, { ...row, person: { ...row.person, standing, standingSince } });
    },
    tookBack: (personId, backSeq) => {
      const row = people.get(personId);
      if (row === null) return;
      write.setBack.run(backSeq, row.personRef);
      people.put(personId, { ...row, backSeq });
    },
    ownerCount: () => owners.get()?.owners ?? 0,
    out: () => out.all().map(({ personId }) => personId),
    rename: (personId, displayName, now) => {
      const row = people.get(personId);
      if (row === null) return;
      const [former, key] = [nameKey(row.person.displayName), nameKey(displayName)];
      write.reserve.run(former.read, former.seen, row.personRef, now + nameReservedMs);
      write.release.run(row.personRef, row.personRef, maxReservedNames);
      write.rename.run(displayName, key.read, key.seen, row.personRef);
      people.put(personId, { ...row, person: { ...row.person, displayName } });
    },
    forget: people.forget,
  };
}

function toPersonRow(stored: StoredPerson | undefined): PersonRow | null {
  if (stored === undefined) return null;
  const { personRef, backSeq, ...person } = stored;
  return { personRef, person, backSeq };
}

function prepareNameHolders(db: WritableDb): PersonTable['nameHolders'] {
  const holders = db.query<[nameKey: string, lookKey: string, outSince: number], { personId: PersonId }>(
    `SELECT personId FROM people WHERE (nameKey = ? OR lookKey = ?)
       AND (standing IN ('active', 'deactivated') OR standingSince > ?)`,
  );
  const reserved = db.query<[nameKey: string, lookKey: string, now: number], { personId: PersonId }>(
    `SELECT p.personId FROM reservedNames r JOIN people p ON p.personRef = r.personRef
     WHERE (r.nameKey = ? OR r.lookKey = ?) AND r.reservedUntil > ? AND p.standing IN ('active', 'deactivated')`,
  );
  return ({ read, seen }, now) =>
    [...holders.all(read, seen, now - undoableMs), ...reserved.all(read, seen, now)].map(({ personId }) => personId);
}

function preparePersonWrites(db: WritableDb) {
  return {
    insert: db.change<[personId: string, displayName: string, nameKey: string, lookKey: string, role: string]>(
      'INSERT INTO people (personId, displayName, nameKey, lookKey, role) VALUES (?, ?, ?, ?, ?)',
    ),
    setRole: db.change<[role: string, personRef: number]>('UPDATE people SET role = ? WHERE personRef = ?'),
    setStanding: db.change<[standing: string, since: number, personRef: number]>(
      'UPDATE people SET standing = ?, standingSince = ? WHERE personRef = ?',
    ),
    setBack: db.change<[backSeq: number, personRef: number]>('UPDATE people SET backSeq = ? WHERE personRef = ?'),
    rename: db.change<[displayName: string, nameKey: string, lookKey: string, personRef: number]>(
      'UPDATE people SET displayName = ?, nameKey = ?, lookKey = ? WHERE personRef = ?',
    ),
    reserve: db.change<[nameKey: string, lookKey: string, personRef: number, reservedUntil: number]>(
      `INSERT INTO reservedNames (nameKey, lookKey, personRef, reservedUntil) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET reservedUntil = max(reservedUntil, excluded.reservedUntil)`,
    ),
    // Whichever order renames come back in after a loss, the same ones are left.
    release: db.change<[personRef: number, personRef: number, kept: number]>(
      `DELETE FROM reservedNames WHERE personRef = ? AND (nameKey, lookKey) NOT IN (
         SELECT nameKey, lookKey FROM reservedNames WHERE personRef = ?
         ORDER BY reservedUntil DESC, nameKey, lookKey LIMIT ?)`,
    ),
  };
}
