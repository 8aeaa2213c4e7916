import { existsSync } from 'node:fs';
import { systemClock } from '#main/system-clock.ts';
import { dial } from '#main/transport/dial.ts';
import { openOffice, type OpenServer } from '#test/support/office.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { createProofDevice } from '../device/proof-device.ts';
import { memoryFolder } from '../memory-folder.ts';
import { within } from '../within.ts';
import { readProcess } from '../process-sample.ts';
import type { FuzzOptions } from './fuzz-in-process.ts';
import { createFuzzLine } from './fuzz-line.ts';

export interface SocketFuzz {
  readonly grownMebibytes: number;
  readonly violations: readonly string[];
}

const framesPerTurn = 200;
/** So much a connection may do wrong in a minute, before the server ends it and there is another. */
const maxErrors = 5_000;
/** It is to read as fast as it can, whoever writes (D14). */
const maxCommands = 1_000_000;
const patienceMs = 30_000;
/** What nonsense may leave behind in a server's memory: its heap grows by 200 MiB in 100,000 frames and by 280 in 600,000. */
const maxGrownMebibytes = 384;
const notedEvery = 20_000;

/** Nonsense over TLS into a real server, whose memory is watched; in the end somebody honest comes in and is served. */
export async function fuzzSocket({ seed, frames, note }: FuzzOptions): Promise<SocketFuzz> {
  const random = createSeededRandom(`${seed} socket`);
  const office = openOffice({ parent: memoryFolder });
  try {
    const limits = {
      maxProtocolErrorsPerMinute: maxErrors,
      maxCommandsPerSecond: maxCommands,
      maxCommandBurst: maxCommands,
    };
    const options = Object.entries(limits).flatMap(([name, limit]) => ['--limit', `${name}=${limit}`]);
    const server = await office.openServer(...options);
    const before = mebibytesOf(server);
    const fuzz = createFuzzLine(random);
    for (let read = 0; read < frames;) {
      if (!fuzz.isOpen) await open(server, fuzz);
      fuzz.sendNonsense(framesPerTurn);
      // What a connection had not yet been read of when the server ended it does not count.
      if (!(await within(patienceMs, fuzz.isRead()))) continue;
      read += framesPerTurn;
      if (read % notedEvery === 0) note(`${read} of ${frames} frames over TLS`);
    }
    const honest = createProofDevice('Mara', random);
    await within(patienceMs, honest.connect({ host: '127.0.0.1', port: server.port }));
    honest.write('still here');
    await within(patienceMs, honest.untilAnswered());
    const grownMebibytes = Math.round(mebibytesOf(server) - before);
    const isAlive = existsSync(`/proc/${server.pid}`);
    honest.disconnect();
    return {
      grownMebibytes,
      violations: [
        ...honest.complaints,
        ...(isAlive ? [] : ['the server ended']),
        ...(grownMebibytes > maxGrownMebibytes ? [`the server grew by ${grownMebibytes} MiB`] : []),
      ],
    };
  } finally {
    await office.close();
  }
}

async function open({ port }: OpenServer, fuzz: ReturnType<typeof createFuzzLine>): Promise<void> {
  const dialled = await dial({ host: '127.0.0.1', port }, { clock: systemClock });
  if (!dialled.ok) throw new Error(`The server takes no connection any more: ${dialled.error.type}`);
  await within(patienceMs, fuzz.open(dialled.value));
}

/** Zero where there is no /proc. */
function mebibytesOf({ pid }: OpenServer): number {
  return existsSync(`/proc/${pid}/status`) ? readProcess(pid).mebibytes : 0;
}
