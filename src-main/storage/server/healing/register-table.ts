import type { Origin } from '#shared/domain/event.ts';
import type { Register } from '#shared/domain/register.ts';
import type { WritableDb } from '../../readable-db.ts';

/** The origin of the event that set each register last (H5). */
export interface RegisterTable {
  /** Null where nothing set it since there is this table: then whatever comes is later. */
  find(register: Register): Origin | null;
  put(register: Register, origin: Origin): void;
}

export function createRegisterTable(db: WritableDb): RegisterTable {
  const read = db.query<[register: string], Origin>('SELECT epoch, seq FROM registers WHERE register = ?');
  const write = db.change<[register: string, epoch: number, seq: number]>(
    'INSERT OR REPLACE INTO registers (register, epoch, seq) VALUES (?, ?, ?)',
  );
  return {
    find: (register) => read.get(register) ?? null,
    put: (register, { epoch, seq }) => {
      write.run(register, epoch, seq);
    },
  };
}
