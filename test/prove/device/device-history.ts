import { join } from 'node:path';
import { readRows } from '#test/support/read-rows.ts';
import type { History } from '../checker/history.ts';
import type { ProofDevice } from './proof-device.ts';

/** What the devices were told, beside what the log on disk holds of the first room. */
export function historyOf(devices: readonly ProofDevice[], serverFolder: string): History {
  const memories = devices.map(({ memory }) => memory);
  return {
    sent: memories.flatMap(({ written }) => written),
    acknowledged: memories.flatMap(({ acknowledged }) => acknowledged),
    final: readFinal(serverFolder),
    observers: memories.map(({ name, steps, joinedAt }) => ({ name, steps, completeFrom: joinedAt })),
  };
}

function readFinal(serverFolder: string): History['final'] {
  const rows = readRows(
    join(serverFolder, 'server.db'),
    `SELECT streamSeq, command ->> 'commandId' AS commandId FROM events
     WHERE kind = 'message.posted' ORDER BY seq`,
  );
  return rows.map(({ commandId, streamSeq }) => ({ commandId: String(commandId), place: Number(streamSeq) }));
}
