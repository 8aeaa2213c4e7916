import { nameKey, type Name } from '#shared/domain/name.ts';
import type { Migration } from '../migrate.ts';
import type { WritableDb } from '../readable-db.ts';

/**
 * Names that look alike are the same name (T8): all keys are computed anew, beside a key of how a name looks. Whoever's names
 * are the same now keep them.
 */
export const serverLookAlikes: Migration = {
  version: 7,
  sql: `
    ALTER TABLE people ADD COLUMN lookKey TEXT NOT NULL DEFAULT '';
    CREATE INDEX peopleByLook ON people (lookKey);

    ALTER TABLE rooms ADD COLUMN lookKey TEXT;
    CREATE INDEX publicRoomLooks ON rooms (lookKey) WHERE kind = 'channel' AND visibility = 'public';

    -- Several people may have given up what is the same name by now.
    ALTER TABLE reservedNames RENAME TO reservedBefore;
    CREATE TABLE reservedNames (
      nameKey TEXT NOT NULL,
      lookKey TEXT NOT NULL,
      personRef INTEGER NOT NULL REFERENCES people,
      reservedUntil INTEGER NOT NULL,
      PRIMARY KEY (nameKey, lookKey, personRef)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX reservedLooks ON reservedNames (lookKey);
  `,
  complete: (db) => {
    computePeopleKeys(db);
    computeRoomKeys(db);
    computeReservedKeys(db);
    db.runScript('DROP TABLE reservedBefore');
  },
};

function computePeopleKeys(db: WritableDb): void {
  const people = db.query<[], { personRef: number; displayName: Name }>('SELECT personRef, displayName FROM people');
  const write = db.change<[string, string, number]>('UPDATE people SET nameKey = ?, lookKey = ? WHERE personRef = ?');
  for (const { personRef, displayName } of people.all()) {
    const { read, seen } = nameKey(displayName);
    write.run(read, seen, personRef);
  }
}

function computeRoomKeys(db: WritableDb): void {
  const rooms = db.query<[], { roomRef: number; name: Name }>('SELECT roomRef, name FROM rooms WHERE name IS NOT NULL');
  const write = db.change<[string, string, number]>('UPDATE rooms SET nameKey = ?, lookKey = ? WHERE roomRef = ?');
  for (const { roomRef, name } of rooms.all()) {
    const { read, seen } = nameKey(name);
    write.run(read, seen, roomRef);
  }
}

/** Of a name that was given up only its key of before is known, which is the name but for its case and spaces. */
function computeReservedKeys(db: WritableDb): void {
  const before = db.query<[], { nameKey: Name; personRef: number; reservedUntil: number }>(
    'SELECT nameKey, personRef, reservedUntil FROM reservedBefore',
  );
  const write = db.change<[string, string, number, number]>(
    'INSERT OR REPLACE INTO reservedNames (nameKey, lookKey, personRef, reservedUntil) VALUES (?, ?, ?, ?)',
  );
  for (const { nameKey: former, personRef, reservedUntil } of before.all()) {
    const { read, seen } = nameKey(former);
    write.run(read, seen, personRef, reservedUntil);
  }
}
