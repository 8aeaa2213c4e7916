import { describe, expect, it } from 'vitest';
import { isDiskFull, isStorageFailure, openErrorOf } from '#main/storage/sqlite-failure.ts';

const failure = (code: string) => Object.assign(new Error('failed'), { code });

describe('a failure of the storage', () => {
  it.for([
    ['SQLITE_FULL', 'disk_full'],
    ['ENOSPC', 'disk_full'],
    ['SQLITE_IOERR_SHMSIZE', 'disk_full'],
    ['SQLITE_NOTADB', 'database_corrupt'],
    ['SQLITE_CORRUPT_INDEX', 'database_corrupt'],
    ['SQLITE_READONLY_DIRECTORY', 'folder_read_only'],
    ['EROFS', 'folder_read_only'],
    ['EACCES', 'folder_read_only'],
    ['ENOTDIR', 'folder_unusable'],
    ['SQLITE_IOERR_WRITE', 'storage_failed'],
  ])('%s at the opening is %s', ([code, type]) => {
    expect(openErrorOf(failure(code ?? ''), '/data/server.db')).toMatchObject({ type });
  });

  it('is no bug, and a bug is no failure of the storage', () => {
    const bug = new TypeError('undefined is not a function');
    expect(() => openErrorOf(bug, '/data/server.db')).toThrow(bug);
    expect([bug, failure('SQLITE_CONSTRAINT_UNIQUE'), failure('SQLITE_ERROR')].map(isStorageFailure)).toEqual([
      ...[false, false, false],
    ]);
    expect([failure('SQLITE_FULL'), failure('SQLITE_IOERR_FSYNC')].map(isStorageFailure)).toEqual([true, true]);
  });

  it('[D3] is a full disk only when the disk is full', () => {
    expect(['SQLITE_FULL', 'ENOSPC', 'EDQUOT', 'SQLITE_IOERR'].map((code) => isDiskFull(failure(code)))).toEqual([
      ...[true, true, true, false],
    ]);
  });
});
