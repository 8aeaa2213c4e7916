import type { CheckStatus } from '#shared/ipc/server-status.ts';
import { connectReadOnly } from './database.ts';
import { damageIn } from './quick-check.ts';
import type { ReadableDb } from './readable-db.ts';
import { failureCode, openErrorOf } from './sqlite-failure.ts';

export type CheckOutcome = Extract<CheckStatus, { readonly type: 'sound' | 'damaged' | 'failed' }>;

/** Reads a whole database, beside whoever writes it; `look` says what is wrong with it. */
export function checkDatabase(file: string, look: (db: ReadableDb) => string | null = damageIn): CheckOutcome {
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
