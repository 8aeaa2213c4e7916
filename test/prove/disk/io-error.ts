import { join } from 'node:path';
import type { Random } from '#shared/random.ts';
import type { OpenServer } from '#test/support/office.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { traceObstacle } from '#test/support/wal-trace.ts';
import { createProofDevice, type ProofDevice } from '../device/proof-device.ts';
import { pause } from '../pause.ts';
import { within } from '../within.ts';
import { openBrokenDisk, patienceMs, runGood } from './broken-disk.ts';
import { judgeDisk, notTried, type DiskOptions, type DiskResult } from './disk-result.ts';

const atOnce = 16;
/** What fails, and between which of its calls it begins to: opening a server takes some, which are let through. */
const failing = [
  { call: 'pwrite64', least: 60, most: 400 },
  { call: 'fdatasync,fsync', least: 20, most: 100 },
] as const;

/**
 * A server is run under strace, which lets its writes or its synchronisations fail from some moment on, as a broken disk does;
 * then it is killed and started on a good one.
 */
export async function proveIoError({ seed, turns }: DiskOptions): Promise<DiskResult> {
  const obstacle = traceObstacle();
  if (obstacle !== null) return notTried(`I/O errors: ${obstacle}`);
  const random = createSeededRandom(`${seed} I/O errors`);
  const { office, breakFor, mend } = openBrokenDisk();
  const devices = ['Mara', 'Ole'].map((name) => createProofDevice(name, random));
  try {
    await runGood(office, devices);
    for (let turn = 0; turn < turns; turn += 1) {
      breakFor({ file: join(office.serverFolder, 'server.db-wal'), ...failureOf(turn, random) });
      await runFailing(await office.openServer(), devices);
      mend();
      await runGood(office, devices);
    }
    return judgeDisk(devices, office.serverFolder, turns);
  } finally {
    await office.close();
  }
}

function failureOf(turn: number, random: Random) {
  const { call, least, most } = failing[turn % failing.length] ?? failing[0];
  return { call, when: `${Math.floor(least + random.fraction() * (most - least))}+` };
}

async function runFailing(server: OpenServer, devices: readonly ProofDevice[]): Promise<void> {
  for (const device of devices) {
    await within(patienceMs, device.connect({ host: '127.0.0.1', port: server.port }));
    device.talk(atOnce);
  }
  await within(patienceMs, Promise.all(devices.map((device) => device.untilOffline())));
  for (const device of devices) device.talk(0);
  // It may go on and refuse, or end; whatever it does, it is gone now without having closed anything.
  await pause(20);
  await server.stop('SIGKILL');
}
