import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openOffice, type OpenServer } from '#test/support/office.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { makeSmallDisk, smallDiskObstacle, type SmallDisk } from '#test/support/small-disk.ts';
import { createProofDevice, type ProofDevice } from '../device/proof-device.ts';
import { settleDevices } from '../device/settle-devices.ts';
import { pause } from '../pause.ts';
import { within } from '../within.ts';
import { judgeDisk, notTried, type DiskOptions, type DiskResult } from './disk-result.ts';

const diskMegabytes = 24;
const ballastMegabytes = 2;
const atOnce = 16;
const patienceMs = 60_000;

/**
 * The server's disk is filled under load and freed again, over and over, without a start in between. The room that is kept for
 * this is waited for once; later it is there in some turns, and not yet in others.
 */
export async function proveFullDisk({ seed, turns }: DiskOptions): Promise<DiskResult> {
  const obstacle = smallDiskObstacle();
  if (obstacle !== null) return notTried(`full disk: ${obstacle}`);
  const small = makeSmallDisk(diskMegabytes);
  const office = openOffice({ serverFolder: small.folder });
  const random = createSeededRandom(`${seed} full disk`);
  const devices = ['Mara', 'Ole'].map((name) => createProofDevice(name, random));
  const ballasts: Ballast[] = [];
  try {
    const server = await office.openServer('--ballast', String(ballastMegabytes));
    await within(patienceMs, untilThere(ballastIn(small)));
    for (let turn = 0; turn < turns; turn += 1) {
      ballasts.push(await runTurn(devices, small, server));
      await pause(random.fraction() * 100);
    }
    await settleDevices(devices);
    const isAlive = existsSync(`/proc/${server.pid}`);
    await server.stop('SIGTERM');
    const result = judgeDisk(devices, office.serverFolder, turns);
    const ended = isAlive ? [] : ['the server ended on a full disk'];
    return { ...result, violations: [...result.violations, ...ended, ...problemsOf(ballasts)] };
  } finally {
    await office.close();
    small.remove();
  }
}

/** What became of the room that is kept for a full disk, in one turn. */
type Ballast = 'absent' | 'kept' | 'given up';

function problemsOf(ballasts: readonly Ballast[]): string[] {
  if (ballasts.includes('kept')) return ['the ballast was kept on a full disk'];
  return ballasts.includes('given up') ? [] : ['the ballast was never there to be given up'];
}

async function runTurn(devices: readonly ProofDevice[], small: SmallDisk, { port }: OpenServer): Promise<Ballast> {
  const where = { host: '127.0.0.1', port };
  for (const device of devices) {
    if (!device.isOnline) await within(patienceMs, device.connect(where));
    device.talk(atOnce);
  }
  await pause(50);
  const wasThere = existsSync(ballastIn(small));
  const fullBefore = fullOf(devices);
  // What it answers on a full disk is a refusal for now: after it each device gives its connection up.
  await within(patienceMs, fillUntilOffline(devices, small));
  const isThere = existsSync(ballastIn(small));
  const isMet = wasThere && fullOf(devices) > fullBefore;
  small.free();
  for (const device of devices) await within(patienceMs, device.connect(where));
  return isMet ? (isThere ? 'kept' : 'given up') : 'absent';
}

/** With the ballast given up there is room again, for a while. */
async function fillUntilOffline(devices: readonly ProofDevice[], small: SmallDisk): Promise<void> {
  while (devices.some(({ isOnline }) => isOnline)) {
    small.fill();
    await pause(20);
  }
  await Promise.all(devices.map((device) => device.untilOffline()));
}

async function untilThere(file: string): Promise<void> {
  while (!existsSync(file)) await pause(100);
}

function ballastIn({ folder }: SmallDisk): string {
  return join(folder, 'ballast');
}

/** How often they were told that the disk is full. */
function fullOf(devices: readonly ProofDevice[]): number {
  return devices.reduce((sum, { refusals }) => sum + (refusals.get('disk_full') ?? 0), 0);
}
