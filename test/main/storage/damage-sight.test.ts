import { describe, expect, it } from 'vitest';
import { watchForDamage } from '#main/storage/damage-sight.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import type { Query, WritableDb } from '#main/storage/readable-db.ts';

class SqliteError extends Error {
  readonly code = 'SQLITE_CORRUPT_VTAB';
}

/** A database every read of which meets damage, in a transaction or without one. */
function setupDamaged() {
  const fail = (): never => {
    throw new SqliteError('database disk image is malformed');
  };
  const iterate = (): IterableIterator<never> => ({ next: fail, [Symbol.iterator]: iterate });
  const query: Query<[], never> = { source: '', get: fail, all: fail, iterate };
  const db: WritableDb = { ...openMemoryDatabase([]), query: () => query };
  const sight = watchForDamage(db, () => true);
  const heard: (string | null)[] = [];
  sight.onSeen(() => heard.push(sight.seen()));
  return { sight, heard, statement: sight.db.query<[], never>('SELECT 1') };
}

describe('damage that is met', () => {
  it.each(['get', 'all', 'iterate'] as const)('by a query outside of any transaction (%s) is seen, once', (verb) => {
    const { statement, sight, heard } = setupDamaged();
    for (let times = 0; times < 2; times += 1)
      expect(() => (verb === 'iterate' ? [...statement.iterate()] : statement[verb]())).toThrow('malformed');
    expect([sight.seen(), heard]).toEqual(['SQLITE_CORRUPT_VTAB', ['SQLITE_CORRUPT_VTAB']]);
  });

  it('within a transaction is seen', () => {
    const { statement, sight } = setupDamaged();
    expect(() => sight.db.transact(() => statement.get())).toThrow('malformed');
    expect(sight.seen()).toBe('SQLITE_CORRUPT_VTAB');
  });

  it('nowhere, reads go on as they are, and end where their reader ends', () => {
    const sight = watchForDamage(openMemoryDatabase([]), () => true);
    const numbers = sight.db.query<[], { value: number }>(
      'WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT 9) SELECT value FROM n',
    );
    for (const { value } of numbers.iterate()) if (value === 2) break;
    sight.db.runScript('CREATE TABLE after (value INTEGER)');
    expect([numbers.get()?.value, numbers.all().length, sight.seen()]).toEqual([1, 9, null]);
  });
});

/** A sound database that the disk does not give the first so many times. */
function setupUnread(failures: number, code = 'SQLITE_CORRUPT') {
  const source = openMemoryDatabase([]);
  let left = failures;
  const reads: string[] = [];
  const give = (): { readonly value: number } => {
    reads.push(left > 0 ? 'failed' : 'given');
    if (left-- > 0) throw Object.assign(new Error('it was not given'), { code });
    return { value: 7 };
  };
  const query = () => ({ source: '', get: give, all: () => [give()], iterate: () => [give()].values() });
  const looked: string[] = [];
  const db: WritableDb = { ...source, query: query as unknown as WritableDb['query'] };
  const sight = watchForDamage(db, (met) => {
    looked.push(met);
    return false;
  });
  const heard: (string | null)[] = [];
  sight.onSeen(() => heard.push(sight.seen()));
  return { sight, reads, looked, heard, statement: sight.db.query<[], { value: number }>('SELECT 7 AS value') };
}

describe('what seems damage in a database that is sound', () => {
  it.each(['SQLITE_CORRUPT', 'SQLITE_IOERR_READ'])('[D3] is read once more (%s), and nothing ends', (code) => {
    const { sight, reads, looked, heard, statement } = setupUnread(1, code);
    expect([statement.get()?.value, statement.all().length]).toEqual([7, 1]);
    expect([reads, looked, heard, sight.seen()]).toEqual([['failed', 'given', 'given'], [code], [], null]);
  });

  it('in a reader of one moment is read from its beginning, and not in the middle', () => {
    const { sight, looked, statement } = setupUnread(1);
    let begun = 0;
    const value = sight.db.readTogether(() => {
      begun += 1;
      return statement.get()?.value;
    });
    expect([value, begun, looked.length]).toEqual([7, 2, 1]);
  });

  it('[D3] fails a transaction, once, with nothing of it done twice, and the next one is good', () => {
    const { sight, looked, heard, statement } = setupUnread(1);
    sight.db.runScript('CREATE TABLE done (value INTEGER)');
    const insert = sight.db.change<[number]>('INSERT INTO done VALUES (?)');
    const work = () => {
      insert.run(1);
      return statement.get()?.value;
    };
    expect(() => sight.db.transact(work)).toThrow('not given');
    expect([sight.db.transact(work), looked.length, heard, sight.seen()]).toEqual([7, 1, [], null]);
  });

  it('is thrown where it is not given a second time, and asked for anew by whoever comes next', () => {
    const { sight, looked, statement } = setupUnread(2);
    expect(() => statement.get()).toThrow('not given');
    expect([statement.get()?.value, looked.length, sight.seen()]).toEqual([7, 2, null]);
  });
});
