import type { PersonId } from '#shared/domain/ids.ts';
import type { WritableDb } from '../../readable-db.ts';

/**
 * Somebody one of whose devices has given all that it holds. `lifeEpoch`: the epoch of the life in which it had seen more than the
 * log has; null where it had not.
 */
export interface Healer {
  readonly personId: PersonId;
  readonly lifeEpoch: number | null;
}

/** Lives of the log, by the numbers of their epochs. */
export interface LifeRange {
  readonly from: number;
  readonly below: number;
}

/** Who has healed the log, in each epoch. */
export interface HealerTable {
  add(epoch: number, healer: Healer): void;
  of(epoch: number): PersonId[];
  /** Who has healed it since that epoch and had seen more than the log has. */
  beyond(since: number, life: LifeRange): PersonId[];
}

export function createHealerTable(db: WritableDb): HealerTable {
  const insert = db.change<[epoch: number, personId: string, isBeyond: number, lifeEpoch: number]>(
    `INSERT INTO healers (epoch, personId, isBeyond, lifeEpoch) VALUES (?, ?, ?, ?)
     ON CONFLICT (epoch, personId) DO UPDATE SET isBeyond = max(isBeyond, excluded.isBeyond),
       lifeEpoch = max(lifeEpoch, excluded.lifeEpoch)`,
  );
  const ofEpoch = db.query<[epoch: number], { personId: PersonId }>('SELECT personId FROM healers WHERE epoch = ?');
  const beyond = db.query<[since: number, from: number, below: number], { personId: PersonId }>(
    `SELECT DISTINCT personId FROM healers
     WHERE epoch >= ? AND isBeyond = 1 AND lifeEpoch >= ? AND lifeEpoch < ?`,
  );
  return {
    add: (epoch, { personId, lifeEpoch }) => {
      insert.run(epoch, personId, Number(lifeEpoch !== null), lifeEpoch ?? 0);
    },
    of: (epoch) => ofEpoch.all(epoch).map(({ personId }) => personId),
    beyond: (since, { from, below }) => beyond.all(since, from, below).map(({ personId }) => personId),
  };
}
