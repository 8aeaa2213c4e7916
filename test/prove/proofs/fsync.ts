import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openOffice, type Office, type OpenServer } from '#test/support/office.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { countReplies, readReplySteps, socketCalls } from '#test/support/reply-trace.ts';
import { isSync } from '#test/support/wal-order.ts';
import { isTraceComplete, readWalCalls, spawnTraced, traceObstacle } from '#test/support/wal-trace.ts';
import { createProofDevice, type ProofDevice } from '../device/proof-device.ts';
import type { Acknowledged } from '../device/device-memory.ts';
import { pause } from '../pause.ts';
import { within } from '../within.ts';
import { share, type Proof, type ProofReport } from '../proof.ts';
import { unsyncedOf } from '../unsynced.ts';

const usual = { replies: 1_000, nightly: 20_000 };
const crowd = ['Mara', 'Ole', 'Ida', 'Finn'];
const atOnce = 16;
const patienceMs = 300_000;

export const fsync: Proof = {
  name: 'fsync',
  what: 'strace watches the server: before every reply the write-ahead file was written and synchronised, by the order of the calls where one device talks, and by the clock where many do',
  company: 'beside',
  run: async (options) => {
    const obstacle = traceObstacle();
    const wanted = share(options, usual.replies, usual.nightly);
    if (obstacle !== null) return { figure: 'not tried', figures: {}, violations: [], skipped: [obstacle] };
    const folder = mkdtempSync(join(tmpdir(), 'hallway-trace-'));
    const traceFile = join(folder, 'trace');
    const office = openOffice({ spawnServer: spawnTraced(traceFile, socketCalls) });
    try {
      return await watch({ office, traceFile, wanted, seed: options.seed });
    } finally {
      await office.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Watch {
  readonly office: Office;
  readonly traceFile: string;
  readonly wanted: number;
  readonly seed: string;
}

async function watch({ office, traceFile, wanted, seed }: Watch): Promise<ProofReport> {
  const server = await office.openServer();
  const devices = crowd.map((name) => createProofDevice(name, createSeededRandom(`${seed} fsync ${name}`)));
  const [alone, ...others] = devices;
  const where = { host: '127.0.0.1', port: server.port };
  await alone?.connect(where);
  const quiet = await talkAlone(alone, Math.ceil(wanted / 4));
  for (const device of others) await device.connect(where);
  await talkTogether(devices, wanted);
  for (const device of devices) device.disconnect();
  await stopTraced(server, traceFile);
  return reportOf({ devices, traceFile, seed, quiet });
}

/** When nothing went over any socket but commands, one after the other, and what answers them. */
interface Quiet {
  readonly from: number;
  readonly to: number;
  readonly commands: number;
}

/** What connecting brings along comes before, and what others bring after. */
const quietMs = 500;

/**
 * One message after the other, with nobody else there: each has its own synchronisation, and what the server sends after a command
 * has come is its reply.
 */
async function talkAlone(device: ProofDevice | undefined, commands: number): Promise<Quiet> {
  await pause(quietMs);
  const from = Date.now() - quietMs / 2;
  for (let turn = 0; turn < commands; turn += 1) {
    device?.write(`alone ${turn}`);
    await device?.untilAnswered();
  }
  await pause(quietMs);
  return { from, to: Date.now() - quietMs / 2, commands };
}

async function talkTogether(devices: readonly ProofDevice[], wanted: number): Promise<void> {
  for (const device of devices) device.talk(atOnce);
  const repliesOf = () => devices.reduce((sum, { memory }) => sum + memory.acknowledged.length, 0);
  const enough = async () => {
    while (repliesOf() < wanted) await pause(10);
  };
  await within(patienceMs, enough());
  for (const device of devices) device.talk(0);
  await within(patienceMs, Promise.all(devices.map((device) => device.untilAnswered())));
}

async function stopTraced(server: OpenServer, traceFile: string): Promise<void> {
  await server.stop('SIGTERM');
  const written = async () => {
    while (!isTraceComplete(traceFile, server.pid)) await pause(20);
  };
  await within(patienceMs, written());
}

interface Watched extends Pick<Watch, 'traceFile' | 'seed'> {
  readonly devices: readonly ProofDevice[];
  readonly quiet: Quiet;
}

function reportOf({ devices, traceFile, seed, quiet }: Watched): ProofReport {
  const calls = readWalCalls(traceFile);
  const replies: Acknowledged[] = devices.flatMap(({ memory }) => memory.acknowledged);
  // The clock here tells whole milliseconds.
  const exchanges = replies.map(({ sentAt, heardAt }) => ({ sentAt, heardAt: heardAt + 1 }));
  const unsynced = unsyncedOf(calls, exchanges);
  const syncs = calls.filter(isSync).length;
  const alone = countReplies(readReplySteps(traceFile, quiet));
  const sentEarly = `${alone.early} of ${quiet.commands} replies were sent before the write-ahead file was synchronised (--seed ${seed})`;
  const unseen = `the trace shows ${alone.replies} replies to ${quiet.commands} commands: that proves nothing (--seed ${seed})`;
  const problem = `${unsynced.length} of ${replies.length} replies came before the write-ahead file was synchronised (--seed ${seed})`;
  return {
    figure: `${replies.length} replies, ${syncs} synchronisations, ${unsynced.length} replies before theirs; ${alone.early} of ${alone.replies} sent before it by the order of the calls`,
    figures: {
      replies: replies.length,
      synchronisations: syncs,
      early: unsynced.length,
      ordered: alone.replies,
      sentEarly: alone.early,
    },
    violations: [
      ...(alone.early > 0 ? [sentEarly] : []),
      ...(alone.replies === quiet.commands ? [] : [unseen]),
      ...(unsynced.length > 0 ? [problem] : []),
      ...devices.flatMap(({ complaints }) => complaints),
    ],
  };
}
