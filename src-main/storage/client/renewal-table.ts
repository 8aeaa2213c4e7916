import type { WritableDb } from '../readable-db.ts';

/** A damaged database has made room for this one. */
export interface Renewal {
  /** Where the damaged one lies now. */
  readonly file: string;
  /** How many commands in it are known that could not be read; null where nothing tells. */
  readonly lostCommands: number | null;
}

/** What the person has yet to be told of the database that was here before. */
export function createRenewalTable(db: WritableDb) {
  const newest = db.query<[], Renewal>('SELECT file, lostCommands FROM renewals ORDER BY rowid DESC LIMIT 1');
  const insert = db.change<[string, number | null]>('INSERT INTO renewals (file, lostCommands) VALUES (?, ?)');
  const removeAll = db.change<[]>('DELETE FROM renewals');
  return {
    untold: (): Renewal | null => newest.get() ?? null,
    put: ({ file, lostCommands }: Renewal) => insert.run(file, lostCommands),
    told: () => removeAll.run(),
  };
}
