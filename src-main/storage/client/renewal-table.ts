import type { RenewedView } from '#shared/ipc/renewed-view.ts';
import type { RenewalRecord } from '#shared/ipc/device-diagnostics.ts';
import type { WritableDb } from '../readable-db.ts';

/** The databases that were here before and were damaged, and which of them the person has yet to be told of. */
export function createRenewalTable(db: WritableDb) {
  const newest = db.query<[], RenewedView>(
    'SELECT file, lostCommands FROM renewals WHERE isTold = 0 ORDER BY rowid DESC LIMIT 1',
  );
  const all = db.query<[], RenewalRecord>('SELECT file, lostCommands, at FROM renewals ORDER BY rowid DESC');
  const insert = db.change<[string, number | null, number | null]>(
    'INSERT INTO renewals (file, lostCommands, at) VALUES (?, ?, ?)',
  );
  const tell = db.change<[]>('UPDATE renewals SET isTold = 1');
  return {
    untold: (): RenewedView | null => newest.get() ?? null,
    /** The newest first. */
    all: (): RenewalRecord[] => all.all(),
    put: ({ file, lostCommands, at }: RenewalRecord) => insert.run(file, lostCommands, at),
    told: () => tell.run(),
  };
}
