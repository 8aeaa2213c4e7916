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
import { watchHeap, type WatchedHeap } from '../soak/watched-heap.ts';
import { share, type Proof, type ProofOptions, type ProofReport } from '../proof.ts';

const usual = { seconds: 180, nightly: 3_600 };
const clients = 200;
const messagesPerSecond = 50;
const connectPatienceMs = 60_000;
const sampleMs = 1_000;
/** The heap finds its size at first; what is judged comes after so much of the time. */
const warmShare = 0.4;
const heapEverySeconds = 10;
/**
 * A message leaves nothing in memory: what the heap holds once all garbage is collected must not rise with their number. So
 * many bytes a message are what a reading may be off by while the program still warms up; a frame is some 700. Resident memory is told and
 * not judged: how much garbage may lie there before it is collected is Node's to say.
 */
const bounds = { heapBytesPerMessage: 128, descriptors: 2 };

export const soak: Proof = {
  name: 'soak',
  what: `${clients} clients and ${messagesPerSecond} messages a second: what the server keeps in its heap and its descriptors stay flat`,
  company: 'beside',
  run: async (options) => {
    if (!existsSync('/proc/self/fd')) {
      const skipped = ['memory and descriptors of a process are read from /proc, which is not here'];
      return { figure: 'not tried', figures: {}, violations: [], skipped };
    }
    const heap = watchHeap();
    const office = openOffice({ parent: memoryFolder, spawnServer: heap.spawn });
    const devices = Array.from({ length: clients }, (_, index) =>
      createProofDevice(`Person ${index + 1}`, createSeededRandom(`${options.seed} soak ${index}`)),
    );
    try {
      const server = await office.openServer();
      for (const device of devices)
        await within(connectPatienceMs, device.connect({ host: '127.0.0.1', port: server.port }));
      const samples = await soakFor(share(options, usual.seconds, usual.nightly), {
        devices,
        heap,
        pid: server.pid,
        options,
      });
      await settleDevices(devices);
      for (const device of devices) device.disconnect();
      await server.stop('SIGTERM');
      return reportOf(devices, samples, office.serverFolder);
    } finally {
      await office.close();
      heap.close();
    }
  },
};

interface Soaked {
  readonly devices: readonly ProofDevice[];
  readonly heap: WatchedHeap;
  readonly pid: number;
  readonly options: ProofOptions;
}

/** What was read of the process each second, and now and then of its heap. */
interface Samples {
  readonly process: readonly ProcessSample[];
  readonly heap: readonly { readonly atMs: number; readonly value: number }[];
}

async function soakFor(seconds: number, { devices, heap, pid, options }: Soaked): Promise<Samples> {
  const samples: ProcessSample[] = [];
  const heapReadings: Promise<Samples['heap'][number]>[] = [];
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
    if (second % heapEverySeconds === 0)
      heapReadings.push(heap.read().then((value) => ({ atMs: performance.now() - startedAt, value })));
    if (second % 30 === 0) options.note(`${second} of ${seconds} s, ${samples.at(-1)?.mebibytes.toFixed(0)} MiB`);
  }
  return { process: samples, heap: await Promise.all(heapReadings) };
}

function reportOf(devices: readonly ProofDevice[], samples: Samples, serverFolder: string): ProofReport {
  const [warm, warmHeap] = [warmPart(samples.process), warmPart(samples.heap)];
  const descriptors = riseOf(warm.map((sample) => sample.descriptors));
  const heapMebibytes = slopePerMinute(warmHeap);
  const perMessage = (heapMebibytes * 2 ** 20) / (messagesPerSecond * 60);
  const messages = devices.reduce((sum, { memory }) => sum + memory.acknowledged.length, 0);
  const resident = samples.process.at(-1)?.mebibytes ?? 0;
  const found = checkHistory(historyOf(devices, serverFolder)).map(({ check, problem }) => `[${check}] ${problem}`);
  if (warmHeap.length < 3) found.push(`the heap was read ${warmHeap.length} times: that proves nothing`);
  if (perMessage > bounds.heapBytesPerMessage) found.push(`the heap grows by ${perMessage.toFixed(0)} bytes a message`);
  if (descriptors > bounds.descriptors) found.push(`${descriptors} descriptors more are open in the end`);
  const heap = warmHeap.at(-1)?.value ?? 0;
  return {
    figure: `${messages} messages to ${clients} clients; a heap of ${heap.toFixed(1)} MiB, ${perMessage.toFixed(0)} bytes a message more; ${descriptors} descriptors more; ${resident.toFixed(0)} MiB resident`,
    figures: {
      messages,
      clients,
      seconds: samples.process.length,
      heapMebibytes: heap,
      heapBytesPerMessage: perMessage,
      descriptors,
      residentMebibytes: resident,
    },
    violations: [...found, ...devices.flatMap(({ complaints }) => complaints)],
  };
}

/** How much more the last third had at its least than the first: what is open for a moment, as a thread's own are, is in neither. */
function riseOf(values: readonly number[]): number {
  const third = Math.ceil(values.length / 3);
  return Math.min(...values.slice(-third)) - Math.min(...values.slice(0, third));
}

function warmPart<Sample>(samples: readonly Sample[]): readonly Sample[] {
  return samples.slice(Math.floor(samples.length * warmShare));
}
