import { existsSync } from 'node:fs';
import { openOffice, type OpenServer } from '#test/support/office.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { makeSmallDisk, smallDiskObstacle, type SmallDisk } from '#test/support/small-disk.ts';
import { createProofDevice, type ProofDevice } from '../device/proof-device.ts';
import { settleDevices } from '../device/settle-devices.ts';
import { pause } from '../pause.ts';
import { within } from '../within.ts';
import { judgeDisk, notTried, type DiskOptions, type DiskResult } from './disk-result.ts';

const diskMegabytes = 24;
const atOnce = 16;
const patienceMs = 60_000;

/** The server's disk is filled under load and freed again, over and over, without a start in between. */
export async function proveFullDisk({ seed, turns }: DiskOptions): Promise<DiskResult> {
  const obstacle = smallDiskObstacle();
  if (obstacle !== null) return notTried(`full disk: ${obstacle}`);
  const small = makeSmallDisk(diskMegabytes);
  const office = openOffice({ serverFolder: small.folder });
  const random = createSeededRandom(`${seed} full disk`);
  const devices = ['Mara', 'Ole'].map((name) => createProofDevice(name, random));
  try {
    const server = await office.openServer();
    for (let turn = 0; turn < turns; turn += 1) {
      await runTurn(devices, small, server);
      await pause(random.fraction() * 100);
    }
    await settleDevices(devices);
    const isAlive = existsSync(`/proc/${server.pid}`);
    await server.stop('SIGTERM');
    const result = judgeDisk(devices, office.serverFolder, turns);
    return isAlive ? result : { ...result, violations: [...result.violations, 'the server ended on a full disk'] };
  } finally {
    await office.close();
    small.remove();
  }
}

async function runTurn(devices: readonly ProofDevice[], small: SmallDisk, { port }: OpenServer): Promise<void> {
  const where = { host: '127.0.0.1', port };
  for (const device of devices) {
    if (!device.isOnline) await within(patienceMs, device.connect(where));
    device.talk(atOnce);
  }
  await pause(50);
  small.fill();
  // What it answers on a full disk is a refusal for now: after it each device gives its connection up.
  await within(patienceMs, Promise.all(devices.map((device) => device.untilOffline())));
  small.free();
  for (const device of devices) await within(patienceMs, device.connect(where));
}
