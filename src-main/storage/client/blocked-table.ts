import type { PersonId } from '#shared/domain/ids.ts';
import type { WritableDb } from '../readable-db.ts';

/** Whom this person does not want to hear, as far as the server has it. */
export function createBlockedTable(db: WritableDb) {
  const one = db.query<[string], { personId: PersonId }>('SELECT personId FROM blocked WHERE personId = ?');
  const last = db.query<[], { personId: PersonId | null }>('SELECT max(personId) AS personId FROM blocked');
  const add = db.change<[string]>('INSERT OR IGNORE INTO blocked (personId) VALUES (?)');
  const remove = db.change<[string]>('DELETE FROM blocked WHERE personId = ?');
  const removeAll = db.change<[]>('DELETE FROM blocked');
  return {
    has: (personId: PersonId): boolean => one.get(personId) !== undefined,
    isEmpty: (): boolean => (last.get()?.personId ?? null) === null,
    set: (personId: PersonId, isBlocked: boolean) => (isBlocked ? add : remove).run(personId),
    replace: (personIds: readonly PersonId[]): void => {
      removeAll.run();
      for (const personId of personIds) add.run(personId);
    },
  };
}
