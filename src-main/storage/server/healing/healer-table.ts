import type { PersonId } from '#shared/domain/ids.ts';
import type { WritableDb } from '../../readable-db.ts';

/** Somebody one of whose devices has given all that it holds; `isBeyond`: it had seen more than the log has. */
export interface Healer {
  readonly personId: PersonId;
  readonly isBeyond: boolean;
}

/** Who has healed the log, in each epoch. */
export interface HealerTable {
  add(epoch: number, healer: Healer): void;
  of(epoch: number): Healer[];
  /** Those of them who had seen more than the log has. */
  beyond(epoch: number): PersonId[];
}

export function createHealerTable(db: WritableDb): HealerTable {
  const insert = db.change<[epoch: number, personId: string, isBeyond: number]>(
    `INSERT INTO healers (epoch, personId, isBeyond) VALUES (?, ?, ?)
     ON CONFLICT (epoch, personId) DO UPDATE SET isBeyond = max(isBeyond, excluded.isBeyond)`,
  );
  const ofEpoch = db.query<[epoch: number], { personId: PersonId; isBeyond: number }>(
    'SELECT personId, isBeyond FROM healers WHERE epoch = ?',
  );
  const all = (epoch: number) =>
    ofEpoch.all(epoch).map(({ personId, isBeyond }) => ({ personId, isBeyond: isBeyond === 1 }));
  return {
    add: (epoch, { personId, isBeyond }) => {
      insert.run(epoch, personId, Number(isBeyond));
    },
    of: all,
    beyond: (epoch) => all(epoch).flatMap(({ personId, isBeyond }) => (isBeyond ? [personId] : [])),
  };
}
