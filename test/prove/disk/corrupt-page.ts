import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { damageHead, damageTable } from '#test/support/damage.ts';
import { openOffice, type Office } from '#test/support/office.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { startServe } from '#test/support/serve-process.ts';
import { createProofDevice } from '../device/proof-device.ts';
import { memoryFolder } from '../memory-folder.ts';
import { within } from '../within.ts';
import { judgeDisk, type DiskOptions, type DiskResult } from './disk-result.ts';

const patienceMs = 60_000;
const messagesPerTurn = 20;
/** `serve` ends with this where it cannot begin, and says why. */
const badInput = 2;
const damages = [
  (file: string) => damageTable(file, 'events'),
  (file: string) => damageTable(file, 'commands'),
  (file: string) => damageHead(file),
];

/**
 * The database of a stopped server is damaged. It says so and ends, or goes on with a copy of its own; with the undamaged file
 * everything that was acknowledged is there.
 */
export async function proveCorruptPage({ seed, turns }: DiskOptions): Promise<DiskResult> {
  const random = createSeededRandom(`${seed} damaged page`);
  const office = openOffice({ parent: memoryFolder });
  const device = createProofDevice('Mara', random);
  const violations: string[] = [];
  try {
    for (let turn = 0; turn < turns; turn += 1) {
      const server = await office.openServer();
      await within(patienceMs, device.connect({ host: '127.0.0.1', port: server.port }));
      for (let count = 0; count < messagesPerTurn; count += 1) device.write(`turn ${turn}, message ${count}`);
      await within(patienceMs, device.untilAnswered());
      device.disconnect();
      await server.stop('SIGTERM');
      violations.push(...(await tryDamaged(office, turn)));
    }
    const result = judgeDisk([device], office.serverFolder, turns);
    return { ...result, violations: [...violations, ...result.violations] };
  } finally {
    await office.close();
  }
}

async function tryDamaged({ folder, serverFolder }: Office, turn: number): Promise<string[]> {
  const damaged = join(folder, `damaged-${turn}`);
  cpSync(serverFolder, damaged, { recursive: true });
  damages[turn % damages.length]?.(join(damaged, 'server.db'));
  const server = startServe(['--data', damaged, '--name', 'Nordlicht', '--port', '0']);
  try {
    const isListening = await Promise.race([server.listening.then(() => true), server.exited.then(() => false)]).catch(
      () => false,
    );
    if (isListening) server.kill('SIGTERM');
    const { code, stderr } = await within(patienceMs, server.exited);
    const isCrash = !isListening && (code !== badInput || /\n {4}at /u.test(stderr));
    return isCrash ? [`with a damaged page it ended with ${code}: ${stderr.trim().split('\n')[0] ?? ''}`] : [];
  } finally {
    server.kill('SIGKILL');
    rmSync(damaged, { recursive: true, force: true });
  }
}
