import { existsSync } from 'node:fs';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { openOffice } from '#test/support/office.ts';
import { checkHistory } from '../checker/check-history.ts';
import { historyOf } from '../device/device-history.ts';
import { createProofDevice, type ProofDevice } from '../device/proof-device.ts';
import { settleDevices } from '../device/settle-devices.ts';
import { memoryFolder } from '../memory-folder.ts';
import { pause } from '../pause.ts';
import { within } from '../within.ts';
import { readProcess, slopePerMinute, type ProcessSample } from '../process-sample.ts';
import { share, type Proof, type ProofOptions, type ProofReport } from '../proof.ts';

const usual = { seconds: 180, nightly: 3_600 };
const clients = 200;
const messagesPerSecond = 50;
const connectPatienceMs = 60_000;
const sampleMs = 1_000;
/** The heap finds its size at first; what is judged comes after so much of the time. */
const warmShare = 0.4;
/** Above these slopes something is kept that should not be. A log's own growth is on the disk. */
const bounds = { mebibytesPerMinute: 12, descriptorsPerMinute: 1 };

export const soak: Proof = {
  name: 'soak',
  what: `${clients} clients and ${messagesPerSecond} messages a second: the server's memory and descriptors stay flat`,
  company: 'beside',
  run: async (options) => {
    if (!existsSync('/proc/self/fd')) {
      const skipped = ['memory and descriptors of a process are read from /proc, which is not here'];
      return { figure: 'not tried', figures: {}, violations: [], skipped };
    }
    const office = openOffice({ parent: memoryFolder });
    const devices = Array.from({ length: clients }, (_, index) =>
      createProofDevice(`Person ${index + 1}`, createSeededRandom(`${options.seed} soak ${index}`)),
    );
    try {
      const server = await office.openServer();
      for (const device of devices)
        await within(connectPatienceMs, device.connect({ host: '127.0.0.1', port: server.port }));
      const samples = await soakFor(share(options, usual.seconds, usual.nightly), {
        devices,
        pid: server.pid,
        options,
      });
      await settleDevices(devices);
      for (const device of devices) device.disconnect();
      await server.stop('SIGTERM');
      return reportOf(devices, samples, office.serverFolder);
    } finally {
      await office.close();
    }
  },
};

interface Soaked {
  readonly devices: readonly ProofDevice[];
  readonly pid: number;
  readonly options: ProofOptions;
}

async function soakFor(seconds: number, { devices, pid, options }: Soaked): Promise<ProcessSample[]> {
  const samples: ProcessSample[] = [];
  const startedAt = performance.now();
  const random = createSeededRandom(`${options.seed} soak`);
  let written = 0;
  for (let second = 1; second <= seconds; second += 1) {
    while (performance.now() - startedAt < second * sampleMs) {
      const due = Math.floor(((performance.now() - startedAt) / sampleMs) * messagesPerSecond);
      for (; written < due; written += 1) devices[Math.floor(random.fraction() * clients)]?.write(`message ${written}`);
      await pause(10);
    }
    samples.push({ ...readProcess(pid), atMs: performance.now() - startedAt });
    if (second % 30 === 0) options.note(`${second} of ${seconds} s, ${samples.at(-1)?.mebibytes.toFixed(0)} MiB`);
  }
  return samples;
}

function reportOf(
  devices: readonly ProofDevice[],
  samples: readonly ProcessSample[],
  serverFolder: string,
): ProofReport {
  const warm = samples.slice(Math.floor(samples.length * warmShare));
  const mebibytes = slopePerMinute(warm.map(({ atMs, mebibytes: value }) => ({ atMs, value })));
  const descriptors = slopePerMinute(warm.map(({ atMs, descriptors: value }) => ({ atMs, value })));
  const messages = devices.reduce((sum, { memory }) => sum + memory.acknowledged.length, 0);
  const last = samples.at(-1);
  const found = checkHistory(historyOf(devices, serverFolder)).map(({ check, problem }) => `[${check}] ${problem}`);
  if (mebibytes > bounds.mebibytesPerMinute) found.push(`memory grows by ${mebibytes.toFixed(1)} MiB a minute`);
  if (descriptors > bounds.descriptorsPerMinute) found.push(`descriptors grow by ${descriptors.toFixed(1)} a minute`);
  return {
    figure: `${messages} messages to ${clients} clients; ${last?.mebibytes.toFixed(0) ?? '?'} MiB, ${mebibytes.toFixed(1)} MiB and ${descriptors.toFixed(1)} descriptors a minute`,
    figures: {
      messages,
      clients,
      seconds: samples.length,
      mebibytesPerMinute: mebibytes,
      descriptorsPerMinute: descriptors,
    },
    violations: [...found, ...devices.flatMap(({ complaints }) => complaints)],
  };
}
