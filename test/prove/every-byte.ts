import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { limits } from '#shared/protocol/limits.ts';
import { silentLogger } from '#shared/logger.ts';
import { createFixedNetworks } from '#main/fixed-networks.ts';
import { startHostedServer, type HostedServer } from '#main/hosted-server.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import { systemClock } from '#main/system-clock.ts';
import { failTest } from '#test/support/fail-test.ts';
import { nameOf } from '#test/support/sample-ids.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { checkHistory } from './checker/check-history.ts';
import { startCuttingProxy, type CuttingProxy, type Direction } from './cutting-proxy.ts';
import { historyOf } from './device/device-history.ts';
import { LineBroken } from './device/device-line.ts';
import { createProofDevice, type ProofDevice } from './device/proof-device.ts';
import { memoryFolder } from './memory-folder.ts';
import { within } from './within.ts';

export interface EveryByteResult {
  /** Sessions that were cut. */
  readonly cuts: number;
  /** How long an uncut session is, in bytes of TLS. */
  readonly sessionBytes: number;
  readonly violations: readonly string[];
}

export interface EveryByteOptions {
  readonly seed: string;
  /** At most so many cuts, spread evenly; null for one at every byte. */
  readonly maxCuts: number | null;
  readonly note: (line: string) => void;
}

const messagesPerSession = 2;
const patienceMs = 20_000;
const notedEvery = 1_000;

/**
 * A server in this process, and one device whose session (TLS, upgrade, login, resume, two messages) is cut at each of its
 * bytes in turn, first those of the client and then those of the server.
 */
export async function cutAtEveryByte({ seed, maxCuts, note }: EveryByteOptions): Promise<EveryByteResult> {
  const folder = mkdtempSync(join(memoryFolder, 'hallway-cuts-'));
  const server = await startServer(folder);
  const proxy = await startCuttingProxy(server.port);
  const device = createProofDevice('Mara', createSeededRandom(`${seed} every byte`));
  try {
    const points = cutPoints(await measure(device, proxy), maxCuts);
    for (const [index, point] of points.entries()) {
      proxy.cutAt(() => point);
      await runSession(device, proxy);
      if ((index + 1) % notedEvery === 0) note(`${index + 1} of ${points.length} cuts of one session`);
    }
    proxy.cutAt(() => null);
    const { up, down } = await measure(device, proxy);
    device.disconnect();
    await server.stop('closing');
    const found = checkHistory(historyOf([device], folder)).map(({ check, problem }) => `[${check}] ${problem}`);
    return { cuts: proxy.cuts(), sessionBytes: up + down, violations: [...found, ...device.complaints] };
  } finally {
    proxy.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startServer(dataFolder: string): Promise<HostedServer> {
  const networks = { type: 'all' } as const;
  const options = { metricsPort: null, isJson: true, isAdvertised: false, isAnyFolder: false, ballastBytes: 0 };
  const config = {
    ...options,
    dataFolder,
    name: nameOf('Cuts'),
    port: 0,
    door: null,
    hosts: ['127.0.0.1'],
    networks,
    limits,
  };
  const parts = {
    version: '0.0.0',
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    seal: null,
    firstDoor: 'open' as const,
    discovery: null,
    networks: createFixedNetworks({ clock: systemClock, policy: networks, hosts: config.hosts }),
  };
  const started = await startHostedServer({ ...parts, config, onFailed: failTest });
  if (!started.ok) throw new Error(`The server does not start: ${started.error.type}`);
  return started.value;
}

/** A whole session; the bytes that it took each way. */
async function measure(device: ProofDevice, proxy: CuttingProxy): Promise<Readonly<Record<Direction, number>>> {
  // The first comes in and joins; what counts is one of somebody who was there before.
  for (let turn = 0; turn < 2; turn += 1) {
    await runSession(device, proxy);
    if (device.memory.pending.size > 0) throw new Error('A session that nobody cuts does not come to its end.');
  }
  return proxy.passed();
}

async function runSession(device: ProofDevice, proxy: CuttingProxy): Promise<void> {
  try {
    await within(patienceMs, device.connect({ host: '127.0.0.1', port: proxy.port }));
    for (let count = 0; count < messagesPerSession; count += 1) device.write(`message ${device.memory.written.length}`);
    await within(patienceMs, device.untilAnswered());
    device.disconnect();
  } catch (error) {
    if (!(error instanceof LineBroken)) throw error;
  }
  await within(patienceMs, device.untilOffline());
}

function cutPoints(length: Readonly<Record<Direction, number>>, maxCuts: number | null) {
  const points = (['up', 'down'] as const).flatMap((direction) =>
    Array.from({ length: length[direction] }, (_, afterBytes) => ({ direction, afterBytes })),
  );
  const step = maxCuts === null ? 1 : Math.max(1, Math.ceil(points.length / maxCuts));
  return points.filter((_, index) => index % step === 0);
}
