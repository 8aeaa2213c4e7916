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
  const sight = watchForDamage(db);
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
    const sight = watchForDamage(openMemoryDatabase([]));
    const numbers = sight.db.query<[], { value: number }>(
      'WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT 9) SELECT value FROM n',
    );
    for (const { value } of numbers.iterate()) if (value === 2) break;
    sight.db.runScript('CREATE TABLE after (value INTEGER)');
    expect([numbers.get()?.value, numbers.all().length, sight.seen()]).toEqual([1, 9, null]);
  });
});
