import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '#shared/logger.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { openDatabase } from '#main/storage/open-database.ts';
import type { OpenError } from '#main/storage/open-error.ts';
import { openUnlessDamaged } from '#main/storage/open-unless-damaged.ts';
import { damageHead } from '#test/support/damage.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A sound database, opened by somebody to whom these go wrong before it does not. */
function setupOpening(...failures: readonly ('database_corrupt' | 'database_unreadable' | 'disk_full')[]) {
  const folder = temporaryFolder();
  const file = join(folder, 'a.db');
  const made = openDatabase(file, [{ version: 1, sql: 'CREATE TABLE notes (note TEXT) STRICT' }]);
  if (made.ok) made.value.close();
  let count = 0;
  const open = (): Result<string, OpenError> => {
    const type = failures[count];
    count += 1;
    if (type === undefined) return ok('opened');
    return err(type === 'disk_full' ? { type, folder } : { type, file, code: 'SQLITE_IOERR_READ' });
  };
  return { file, folder, opened: () => openUnlessDamaged({ file, open, log: silentLogger }), count: () => count };
}

describe('a database that does not open', () => {
  it.each(['database_corrupt', 'database_unreadable'] as const)(
    '[H1] is opened again where it is sound (%s)',
    (type) => {
      const { opened, count } = setupOpening(type);
      expect([opened(), count()]).toEqual([ok('opened'), 2]);
    },
  );

  it('is not called damaged where it is sound, however often its disk fails', () => {
    const { file, opened, count } = setupOpening(...Array<'database_corrupt'>(9).fill('database_corrupt'));
    const error = { type: 'database_unreadable', file, code: 'SQLITE_IOERR_READ' };
    expect([opened(), count()]).toEqual([err(error), 3]);
  });

  it('is damaged where it was read through and found so, at once', () => {
    const { file, opened, count } = setupOpening('database_corrupt', 'database_corrupt');
    damageHead(file);
    expect([opened(), count()]).toEqual([err({ type: 'database_corrupt', file }), 1]);
  });

  it('for another reason says that', () => {
    const { folder, opened, count } = setupOpening('disk_full');
    expect([opened(), count()]).toEqual([err({ type: 'disk_full', folder }), 1]);
  });
});
