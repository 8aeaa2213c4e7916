import { calmRoom, durableMessages, idleMemory, saturatedRoom, type Effort, type Row } from './rows.ts';

export type RowName = 'saturated' | 'calm' | 'durable' | 'memory';

/** What each name of `--only` measures, in the order of the table. */
export const measureRow: Readonly<Record<RowName, (effort: Effort) => Promise<Row[]>>> = {
  saturated: saturatedRoom,
  calm: calmRoom,
  durable: durableMessages,
  memory: idleMemory,
};

export const rowNames = Object.keys(measureRow) as readonly RowName[];
