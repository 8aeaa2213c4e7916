import type { RenewedView } from '#shared/ipc/chat-view.ts';
import type { WritableDb } from '../readable-db.ts';

/** What the person has yet to be told of the database that was here before. */
export function createRenewalTable(db: WritableDb) {
  const newest = db.query<[], RenewedView>('SELECT file, lostCommands FROM renewals ORDER BY rowid DESC LIMIT 1');
  const insert = db.change<[string, number | null]>('INSERT INTO renewals (file, lostCommands) VALUES (?, ?)');
  const removeAll = db.change<[]>('DELETE FROM renewals');
  return {
    untold: (): RenewedView | null => newest.get() ?? null,
    put: ({ file, lostCommands }: RenewedView) => insert.run(file, lostCommands),
    told: () => removeAll.run(),
  };
}
