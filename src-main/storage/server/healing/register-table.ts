import type { Origin } from '#shared/domain/event.ts';
import type { CommandId } from '#shared/domain/ids.ts';
import type { Register } from '#shared/domain/register.ts';
import type { WritableDb } from '../../readable-db.ts';

/** The event that set a register. */
export interface Setting extends Origin {
  readonly commandId: CommandId;
  /** Its `seq`, where the log took it itself; null where it was given back. */
  readonly ownSeq: number | null;
}

/** The event that set each register last (H5). */
export interface RegisterTable {
  /** Null where nothing set it since there is this table: then whatever comes is later. */
  find(register: Register): Setting | null;
  put(register: Register, setting: Setting): void;
}

export function createRegisterTable(db: WritableDb): RegisterTable {
  const read = db.query<[register: string], Setting>(
    'SELECT epoch, seq, commandId, ownSeq FROM registers WHERE register = ?',
  );
  const write = db.change<[register: string, epoch: number, seq: number, commandId: string, ownSeq: number | null]>(
    'INSERT OR REPLACE INTO registers (register, epoch, seq, commandId, ownSeq) VALUES (?, ?, ?, ?, ?)',
  );
  return {
    find: (register) => read.get(register) ?? null,
    put: (register, { epoch, seq, commandId, ownSeq }) => {
      write.run(register, epoch, seq, commandId, ownSeq);
    },
  };
}
