import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkAtRest, checkDatabase } from '#main/storage/check-database.ts';
import { openDatabase } from '#main/storage/open-database.ts';
import { temporaryFolder } from './temporary-folder.ts';

function soundDatabase(): string {
  const file = join(temporaryFolder(), 'a.db');
  const opened = openDatabase(file, [{ version: 1, sql: 'CREATE TABLE notes (note TEXT) STRICT' }]);
  if (!opened.ok) throw new Error(opened.error.type);
  opened.value.close();
  return file;
}

/** Meets what SQLite calls damage the first so many times. */
function lookThatFails(times: number) {
  const looked: number[] = [];
  const look = (): null => {
    looked.push(looked.length);
    if (looked.length <= times) throw Object.assign(new Error('malformed'), { code: 'SQLITE_CORRUPT' });
    return null;
  };
  return { look, looked };
}

describe('a check', () => {
  it('looks a second time before it says damaged, since a disk that fails once looks the same', () => {
    const once = lookThatFails(1);
    expect([checkDatabase(soundDatabase(), once.look), once.looked.length]).toEqual([{ type: 'sound' }, 2]);
    const always = lookThatFails(9);
    const damaged = { type: 'damaged', finding: 'SQLITE_CORRUPT' };
    expect([checkDatabase(soundDatabase(), always.look), always.looked.length]).toEqual([damaged, 2]);
  });

  it('of what nobody has open says damaged only of what the disk gives', () => {
    const damaged = { type: 'damaged', finding: 'SQLITE_CORRUPT' };
    expect(checkAtRest(soundDatabase(), lookThatFails(9).look)).toEqual(damaged);
  });

  // The beginning of a process's memory is nowhere: reading there is an I/O error.
  it.skipIf(process.platform !== 'linux')(
    'of what the disk does not give however often it is asked finds no damage',
    () => {
      const file = soundDatabase();
      const { look, looked } = lookThatFails(9);
      const found = checkAtRest(file, () => {
        if (looked.length === 1) {
          rmSync(file);
          symlinkSync('/proc/self/mem', file);
        }
        return look();
      });
      expect([found, looked.length]).toEqual([{ type: 'failed', code: 'EIO' }, 2]);
    },
  );
});
