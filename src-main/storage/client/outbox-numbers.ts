import type { CommandId, OutboxId } from '#shared/domain/ids.ts';
import type { WritableDb } from '../readable-db.ts';
import { rowOf, type OutboxRow } from './outbox-table.ts';

type StoredRow = Parameters<typeof rowOf>[0];

/** The order of transmission: what has a number and no result, then what has none yet. */
export function createOutboxNumbers(db: WritableDb) {
  const numbered = db.query<[number, number], StoredRow>(
    `SELECT * FROM outbox WHERE number IS NOT NULL AND failure IS NULL AND number > ? ORDER BY number LIMIT ?`,
  );
  const unnumbered = db.query<[number], StoredRow>(
    `SELECT * FROM outbox WHERE number IS NULL AND failure IS NULL AND hold IS NOT 'held' ORDER BY place LIMIT ?`,
  );
  const assign = db.change<[number, string, number, number, string]>(
    `UPDATE outbox SET number = ?, sentOutboxId = ?, sentNumber = ?, sentAt = coalesce(sentAt, ?) WHERE commandId = ?`,
  );
  const clear = db.change<[]>('UPDATE outbox SET number = NULL WHERE number IS NOT NULL AND failure IS NULL');
  return {
    numberedAbove: (number: number, max: number): OutboxRow[] => numbered.all(number, max).map(rowOf),
    unnumbered: (max: number): OutboxRow[] => unnumbered.all(max).map(rowOf),
    /** It is about to be transmitted under this number, for the first time at `at`. */
    assign: (
      commandId: CommandId,
      number: number,
      { outboxId, at }: { readonly outboxId: OutboxId; readonly at: number },
    ) => assign.run(number, outboxId, number, at, commandId),
    /** In a new outbox nothing has a number. */
    clear: () => clear.run(),
  };
}
