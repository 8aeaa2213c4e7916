import type { DeviceKey, PersonId } from '#shared/domain/ids.ts';
import { nameKey, type Name, type NameKey } from '#shared/domain/name.ts';
import type { Person } from '#shared/domain/person.ts';
import type { Role } from '#shared/domain/role.ts';
import type { WritableDb } from '../readable-db.ts';
import { createCache } from './cache.ts';

/** A name given up stays its former owner's for 30 days (P18), in milliseconds. */
export const nameReservedMs = 30 * 24 * 60 * 60 * 1000;

export interface PersonRow {
  readonly personRef: number;
  readonly person: Person;
}

export interface DeviceRow {
  readonly deviceRef: number;
  readonly personId: PersonId;
}

export interface PersonTable {
  byId(personId: PersonId): PersonRow | null;
  device(device: DeviceKey): DeviceRow | null;
  /** Who have a name that is the same, or gave it up less than 30 days before `now`. */
  nameHolders(key: NameKey, now: number): readonly PersonId[];
  insert(person: Person): void;
  addDevice(device: DeviceKey, personId: PersonId): void;
  /** Gives the person another name and keeps the old one reserved from `now` on. */
  rename(personId: PersonId, displayName: Name, now: number): void;
  forget(): void;
}

interface StoredPerson {
  readonly personRef: number;
  readonly personId: PersonId;
  readonly displayName: Name;
  readonly role: Role;
  readonly isRemoved: number;
}

/** People, their devices and the names they hold. */
export function createPersonTable(db: WritableDb): PersonTable {
  const readPerson = db.query<[personId: string], StoredPerson>(
    'SELECT personRef, personId, displayName, role, isRemoved FROM people WHERE personId = ?',
  );
  const readDevice = db.query<[device: string], DeviceRow>(
    `SELECT d.deviceRef, p.personId FROM devices d JOIN people p ON p.personRef = d.personRef WHERE d.device = ?`,
  );
  const write = preparePersonWrites(db);
  const nameHolders = prepareNameHolders(db);
  const people = createCache((personId: PersonId) => toPersonRow(readPerson.get(personId)));
  const devices = createCache((device: DeviceKey) => readDevice.get(device) ?? null);

  return {
    byId: people.get,
    device: devices.get,
    nameHolders,
    insert: (person) => {
      const { personId, displayName, role } = person;
      const { read, seen } = nameKey(displayName);
      const { lastInsertRowid } = write.insert.run(personId, displayName, read, seen, role);
      people.put(personId, { personRef: Number(lastInsertRowid), person });
    },
    addDevice: (device, personId) => {
      const personRef = people.get(personId)?.personRef ?? 0;
      const deviceRef = Number(write.addDevice.run(device, personRef).lastInsertRowid);
      devices.put(device, { deviceRef, personId });
    },
    rename: (personId, displayName, now) => {
      const row = people.get(personId);
      if (row === null) return;
      const [former, key] = [nameKey(row.person.displayName), nameKey(displayName)];
      write.reserve.run(former.read, former.seen, row.personRef, now + nameReservedMs);
      write.rename.run(displayName, key.read, key.seen, row.personRef);
      people.put(personId, { ...row, person: { ...row.person, displayName } });
    },
    forget: () => {
      people.forget();
      devices.forget();
    },
  };
}

function toPersonRow(stored: StoredPerson | undefined): PersonRow | null {
  if (stored === undefined) return null;
  const { personRef, isRemoved, ...person } = stored;
  return { personRef, person: { ...person, isRemoved: isRemoved === 1 } };
}

function prepareNameHolders(db: WritableDb): PersonTable['nameHolders'] {
  const holders = db.query<[nameKey: string, lookKey: string], { personId: PersonId }>(
    'SELECT personId FROM people WHERE nameKey = ? OR lookKey = ?',
  );
  const reserved = db.query<[nameKey: string, lookKey: string, now: number], { personId: PersonId }>(
    `SELECT p.personId FROM reservedNames r JOIN people p ON p.personRef = r.personRef
     WHERE (r.nameKey = ? OR r.lookKey = ?) AND r.reservedUntil > ?`,
  );
  return ({ read, seen }, now) =>
    [...holders.all(read, seen), ...reserved.all(read, seen, now)].map(({ personId }) => personId);
}

function preparePersonWrites(db: WritableDb) {
  return {
    insert: db.change<[personId: string, displayName: string, nameKey: string, lookKey: string, role: string]>(
      'INSERT INTO people (personId, displayName, nameKey, lookKey, role) VALUES (?, ?, ?, ?, ?)',
    ),
    addDevice: db.change<[device: string, personRef: number]>('INSERT INTO devices (device, personRef) VALUES (?, ?)'),
    rename: db.change<[displayName: string, nameKey: string, lookKey: string, personRef: number]>(
      'UPDATE people SET displayName = ?, nameKey = ?, lookKey = ? WHERE personRef = ?',
    ),
    reserve: db.change<[nameKey: string, lookKey: string, personRef: number, reservedUntil: number]>(
      'INSERT OR REPLACE INTO reservedNames (nameKey, lookKey, personRef, reservedUntil) VALUES (?, ?, ?, ?)',
    ),
  };
}
