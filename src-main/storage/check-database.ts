import type { CheckStatus } from '#shared/ipc/server-status.ts';
import { connectReadOnly } from './database.ts';
import { damageIn } from './quick-check.ts';
import { failureCode, openErrorOf } from './sqlite-failure.ts';

export type CheckOutcome = Extract<CheckStatus, { readonly type: 'sound' | 'damaged' | 'failed' }>;

/** Reads a whole database, beside whoever writes it. */
export function checkDatabase(file: string): CheckOutcome {
  try {
    const db = connectReadOnly(file);
    try {
      const finding = damageIn(db);
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
