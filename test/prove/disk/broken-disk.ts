import { spawn } from 'node:child_process';
import type { SpawnProcess } from '#test/support/entry-process.ts';
import { openOffice, type Office } from '#test/support/office.ts';
import type { ProofDevice } from '../device/proof-device.ts';
import { settleDevices } from '../device/settle-devices.ts';
import { memoryFolder } from '../memory-folder.ts';
import { within } from '../within.ts';

/** How long whoever waits for something of a server does, in milliseconds. */
export const patienceMs = 30_000;

/** An office whose disk breaks as somebody wants. */
export interface BrokenDisk {
  readonly office: Office;
  /** From its next start on the server finds these calls for this file failing with EIO; `when` is strace's word for which. */
  breakFor(failure: { readonly call: string; readonly file: string; readonly when: string }): void;
  mend(): void;
}

export function openBrokenDisk(): BrokenDisk {
  let broken: readonly string[] = [];
  const spawnServer: SpawnProcess = (command, args, options) =>
    broken.length === 0
      ? spawn(command, args, options)
      : spawn('strace', ['-D', '-f', '-q', '-o', '/dev/null', ...broken, command, ...args], options);
  return {
    office: openOffice({ parent: memoryFolder, spawnServer }),
    breakFor: ({ call, file, when }) => {
      broken = ['-e', `trace=${call}`, '-P', file, '-e', `inject=${call}:error=EIO:when=${when}`];
    },
    mend: () => {
      broken = [];
    },
  };
}

/** Everything that waits gets its answer, and something more; the server stops as it should. */
export async function runGood(office: Office, devices: readonly ProofDevice[]): Promise<void> {
  const server = await office.openServer();
  await writeAll(devices, server.port);
  for (const device of devices) device.disconnect();
  await Promise.all(devices.map((device) => device.untilOffline()));
  await server.stop('SIGTERM');
}

/** Each comes, says that it is back, and has everything; throws when a connection breaks before. */
export async function writeAll(devices: readonly ProofDevice[], port: number): Promise<void> {
  for (const device of devices) {
    if (!device.isOnline) await within(patienceMs, device.connect({ host: '127.0.0.1', port }));
    device.write(`${device.memory.name} is back`);
  }
  await settleDevices(devices);
}
