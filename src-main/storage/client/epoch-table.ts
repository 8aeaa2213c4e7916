import type { Epoch } from '#shared/domain/epoch.ts';
import type { EpochId } from '#shared/domain/ids.ts';
import type { WritableDb } from '../readable-db.ts';

/** The lives that the server's log has had, as far as this device was told: by their ids it can give events back (H4). */
export function createEpochTable(db: WritableDb) {
  const all = db.query<[], Epoch>('SELECT epoch, epochId FROM epochs ORDER BY epoch');
  const removeAll = db.change<[]>('DELETE FROM epochs');
  const insert = db.change<[number, string]>('INSERT OR REPLACE INTO epochs (epoch, epochId) VALUES (?, ?)');
  const untold = db.query<[], { epochId: EpochId }>('SELECT epochId FROM untoldEpochs LIMIT 1');
  const addUntold = db.change<[string]>('INSERT OR IGNORE INTO untoldEpochs (epochId) VALUES (?)');
  const removeUntold = db.change<[]>('DELETE FROM untoldEpochs');
  return {
    /** Whether the person has yet to be told that the server lost something. */
    isUntold: (): boolean => untold.get() !== undefined,
    untold: ({ epochId }: Epoch) => addUntold.run(epochId),
    told: () => removeUntold.run(),
    all: (): Epoch[] => all.all(),
    replace: (epochs: readonly Epoch[]): void => {
      removeAll.run();
      for (const { epoch, epochId } of epochs) insert.run(epoch, epochId);
    },
  };
}
