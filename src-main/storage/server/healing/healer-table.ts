import type { PersonId } from '#shared/domain/ids.ts';
import type { WritableDb } from '../../readable-db.ts';

/** Whose devices have given all that they hold, in each epoch. */
export interface HealerTable {
  add(epoch: number, personId: PersonId): void;
  of(epoch: number): PersonId[];
}

export function createHealerTable(db: WritableDb): HealerTable {
  const insert = db.change<[epoch: number, personId: string]>(
    'INSERT OR IGNORE INTO healers (epoch, personId) VALUES (?, ?)',
  );
  const ofEpoch = db.query<[epoch: number], { personId: PersonId }>('SELECT personId FROM healers WHERE epoch = ?');
  return {
    add: (epoch, personId) => {
      insert.run(epoch, personId);
    },
    of: (epoch) => ofEpoch.all(epoch).map(({ personId }) => personId),
  };
}
