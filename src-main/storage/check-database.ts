import { closeSync, openSync, readSync } from 'node:fs';
import type { CheckStatus } from '#shared/ipc/server-status.ts';
import { connectReadOnly } from './database.ts';
import { damageIn } from './quick-check.ts';
import type { ReadableDb } from './readable-db.ts';
import { failureCode, openErrorOf } from './sqlite-failure.ts';

export type CheckOutcome = Extract<CheckStatus, { readonly type: 'sound' | 'damaged' | 'failed' }>;

/** What is wrong with a database, in a word; null where it is sound. */
export type LookForDamage = (db: ReadableDb) => string | null;

/**
 * Reads a whole database, beside whoever writes it. Damage is there whenever one looks, and is looked for a second time:
 * SQLite calls it damage, too, when the disk once does not give what is read.
 */
export function checkDatabase(file: string, look: LookForDamage = damageIn): CheckOutcome {
  const found = readThrough(file, look);
  return found.type === 'damaged' ? readThrough(file, look) : found;
}

/**
 * The same of a database that no handle of this process has open: then a disk that does not give it however often it is asked
 * is told from damage, too. Closing a file gives up every lock that the process has on it, SQLite's among them.
 */
export function checkAtRest(file: string, look: LookForDamage = damageIn): CheckOutcome {
  const found = checkDatabase(file, look);
  const code = found.type === 'damaged' ? whyUnread(file) : null;
  return code === null ? found : { type: 'failed', code };
}

const chunkBytes = 1 << 20;

/** The system's code where it does not give the file's bytes; null where it does. */
function whyUnread(path: string): string | null {
  try {
    const chunk = Buffer.alloc(chunkBytes);
    const file = openSync(path, 'r');
    try {
      while (readSync(file, chunk) > 0);
    } finally {
      closeSync(file);
    }
    return null;
  } catch (error) {
    return failureCode(error) ?? '';
  }
}

function readThrough(file: string, look: LookForDamage): CheckOutcome {
  try {
    const db = connectReadOnly(file);
    try {
      const finding = look(db);
      return finding === null ? { type: 'sound' } : { type: 'damaged', finding };
    } finally {
      db.close();
    }
  } catch (error) {
    const isDamaged = openErrorOf(error, file).type === 'database_corrupt';
    const code = failureCode(error) ?? '';
    return isDamaged ? { type: 'damaged', finding: code } : { type: 'failed', code };
  }
}
