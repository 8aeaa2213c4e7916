import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '#shared/random.ts';
import type { Office, OpenServer } from '#test/support/office.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { readHead } from '#test/support/server-database.ts';
import { runServeTask } from '#test/support/serve-task.ts';
import { traceObstacle } from '#test/support/wal-trace.ts';
import { createProofDevice, type ProofDevice } from '../device/proof-device.ts';
import { pause } from '../pause.ts';
import { within } from '../within.ts';
import { openBrokenDisk, patienceMs, runGood, writeAll } from './broken-disk.ts';
import { judgeDisk, notTried, type DiskOptions, type DiskResult } from './disk-result.ts';

/**
 * Which read of the database fails in each thread, by about where a server is then: it opens the database, reads the first
 * of it, starts with it, or uses it. What fails once is there when it is asked for again; what goes on failing is for somebody to see to.
 */
const spans = [
  { least: 5, most: 8, isLasting: false },
  { least: 9, most: 22, isLasting: false },
  { least: 23, most: 50, isLasting: false },
  { least: 51, most: 90, isLasting: false },
  { least: 1, most: 60, isLasting: true },
] as const;
const atOnce = 16;
/** How often whoever was refused for now comes again. */
const maxTries = 20;

/**
 * A server whose database is sound and has a backup is run under strace, which lets a read of it fail, once or from some moment
 * on. Nothing may take the database's place; after a single failure all goes on without a restart.
 */
export async function proveFailedRead({ seed, turns }: DiskOptions): Promise<DiskResult> {
  const obstacle = traceObstacle();
  if (obstacle !== null) return notTried(`failed reads: ${obstacle}`);
  const random = createSeededRandom(`${seed} failed reads`);
  const { office, breakFor, mend } = openBrokenDisk();
  const devices = ['Mara', 'Ole'].map((name) => createProofDevice(name, random));
  const violations: string[] = [];
  try {
    await runGood(office, devices);
    await runServeTask('backup', office.serverFolder);
    await runGood(office, devices);
    for (let turn = 0; turn < turns; turn += 1) {
      const { isLasting, when } = failureOf(turn, random);
      breakFor({ call: 'pread64', file: join(office.serverFolder, 'server.db'), when });
      const found = isLasting ? await runLasting(office, devices) : await runOnce(office, devices);
      mend();
      violations.push(...[...found, ...replaced(office)].map((problem) => `failed read ${when}: ${problem}`));
      await runGood(office, devices);
    }
    const result = judgeDisk(devices, office.serverFolder, turns);
    return { ...result, violations: [...violations, ...result.violations] };
  } catch (error) {
    // What was found before says more than what it led to.
    if (violations.length === 0) throw error;
    return { turns, acknowledged: 0, restored: 0, refused: 0, violations, obstacle: null };
  } finally {
    await office.close();
  }
}

function failureOf(turn: number, random: Random) {
  const { least, most, isLasting } = spans[turn % spans.length] ?? spans[0];
  const first = Math.floor(least + random.fraction() * (most + 1 - least));
  return { isLasting, when: isLasting ? `${first}+` : `${first}` };
}

async function runOnce(office: Office, devices: readonly ProofDevice[]): Promise<string[]> {
  const server = await opened(office);
  if (typeof server === 'string') return [server];
  const isDone = await writtenInTheEnd(devices, server);
  const isAlive = isRunning(server);
  for (const device of devices) device.disconnect();
  await Promise.all(devices.map((device) => device.untilOffline()));
  await server.stop('SIGTERM');
  return [
    ...(isDone ? [] : ['it takes nothing any more, though the database is sound']),
    ...(isAlive ? [] : [`the server ended: ${server.stderr()}`]),
  ];
}

/** A refusal for now ends each connection. */
async function writtenInTheEnd(devices: readonly ProofDevice[], server: OpenServer): Promise<boolean> {
  for (let tries = 0; tries < maxTries && isRunning(server); tries += 1) {
    try {
      await writeAll(devices, server.port);
      return true;
    } catch {
      await pause(50);
    }
  }
  return false;
}

/** It may refuse to start, and says why; once it has, whatever it does, it is gone now without having closed anything. */
async function runLasting(office: Office, devices: readonly ProofDevice[]): Promise<string[]> {
  const server = await opened(office);
  if (typeof server === 'string') return server.includes('ended with 2 before it listened') ? [] : [server];
  for (const device of devices) {
    await within(patienceMs, device.connect({ host: '127.0.0.1', port: server.port })).catch(() => undefined);
    device.talk(atOnce);
  }
  await pause(200);
  for (const device of devices) device.talk(0);
  await server.stop('SIGKILL');
  await Promise.all(devices.map((device) => device.untilOffline()));
  return [];
}

/** What it said where it did not start. */
async function opened(office: Office): Promise<OpenServer | string> {
  try {
    return await office.openServer();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function isRunning({ pid }: OpenServer): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function replaced({ serverFolder }: Office): string[] {
  const asides = readdirSync(serverFolder).filter((name) => name.includes('.damaged-'));
  const isAnother = asides.length > 0 || readHead(serverFolder).epoch > 1;
  return isAnother ? ['a sound database made room for a backup'] : [];
}
