import { dirname } from 'node:path';
import type { OpenError } from './open-error.ts';

/** The code of an error that SQLite or the operating system gave (`SQLITE_FULL`, `EROFS`), or null for any other error. */
export function failureCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  return error.code;
}

/** `SHMSIZE`: no room for the file that handles of a database share, which is made when the first of them opens it. */
const fullCodes = ['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE', 'ENOSPC', 'EDQUOT'];

/** Whether there was no room left: nothing was written, and the same write succeeds once there is room. */
export function isDiskFull(error: unknown): boolean {
  const code = failureCode(error);
  return code !== null && fullCodes.includes(code);
}

/** Whether the disk, and not what was asked of it, is at fault: trying the parts one by one would not help. */
export function isStorageFailure(error: unknown): boolean {
  const code = failureCode(error);
  if (code === null) return false;
  return !code.startsWith('SQLITE_CONSTRAINT') && !['SQLITE_ERROR', 'SQLITE_MISMATCH', 'SQLITE_RANGE'].includes(code);
}

/** Whether the database itself is damaged, or is none. */
export function isDamage(code: string | null): boolean {
  return code !== null && (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT'));
}

/**
 * Whether the disk did not give what was read. After a database was opened SQLite tells the same as damage, because it makes one
 * code of both: only reading it through once more tells them apart (check-database.ts).
 */
export function isUnread(code: string | null): boolean {
  return code !== null && ['SQLITE_IOERR_READ', 'SQLITE_IOERR_SHORT_READ', 'SQLITE_IOERR_CORRUPTFS'].includes(code);
}

/** What opening a database file failed with, as a value; throws on what is a bug. */
export function openErrorOf(error: unknown, file: string): OpenError {
  const code = failureCode(error);
  const folder = dirname(file);
  if (code === null) throw error;
  if (isDiskFull(error)) return { type: 'disk_full', folder };
  if (isDamage(code)) return { type: 'database_corrupt', file };
  if (isUnread(code) || isFailedRead(error, code)) return { type: 'database_unreadable', file, code };
  if (['EACCES', 'EPERM', 'EROFS', 'SQLITE_PERM'].includes(code) || code.startsWith('SQLITE_READONLY')) {
    return { type: 'folder_read_only', folder };
  }
  if (code.startsWith('E')) return { type: 'folder_unusable', folder, code };
  return { type: 'storage_failed', folder, code };
}

/** The same where no SQLite was between: a disk that fails, and not a path that is no file. */
function isFailedRead(error: unknown, code: string): boolean {
  return code === 'EIO' && error instanceof Error && 'syscall' in error && error.syscall === 'read';
}
