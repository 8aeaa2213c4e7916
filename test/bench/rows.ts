import { hallway, naive, naiveDurable, type Contestant } from './contestant.ts';
import { residentBytes } from './cpu-time.ts';
import { withTrial, type Measurement, type Trial } from './trial.ts';

/** One line of the table: what was measured of each contestant, in one unit, the same way. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  /** Whether more is better; the ratio is turned so that above 1 is better for the first contestant. */
  readonly isMoreBetter: boolean;
  readonly figures: readonly { readonly contestant: string; readonly value: number; readonly remark: string }[];
}

export interface Effort {
  readonly people: number;
  readonly seconds: number;
  readonly runs: number;
}

const textBytes = 100;
const latencyLimitMs = 250;

/** Deliveries a second in one room at the highest rate that keeps p99 below 250 ms, and what a delivery costs there. */
export async function saturatedRoom(effort: Effort): Promise<Row[]> {
  const hallwayBest = await saturate(hallway, effort);
  const naiveBest = await saturate(naive, effort);
  const best = [
    { contestant: hallway.name, found: hallwayBest },
    { contestant: naive.name, found: naiveBest },
  ];
  return [
    {
      name: `one room of ${effort.people}, saturated (p99 < ${latencyLimitMs} ms)`,
      unit: 'deliveries/s',
      isMoreBetter: true,
      figures: best.map(({ contestant, found }) =>
        figure(contestant, deliveriesPerSecond(found), latencyRemark(found)),
      ),
    },
    {
      name: 'CPU per delivery there',
      unit: 'µs',
      isMoreBetter: false,
      figures: best.map(({ contestant, found }) => figure(contestant, cpuPerDelivery(found), '')),
    },
  ];
}

async function saturate(contestant: Contestant, { people, seconds }: Effort): Promise<Measurement> {
  const senders = Math.min(20, people);
  return withTrial(contestant, { clients: people, rooms: 'everybody', senders }, async (trial) => {
    let best: Measurement | null = null;
    let rate = firstRate(people);
    let growth = 2;
    for (let step = 0; step < 8 && growth > 1.1; step += 1) {
      await trial.prepare({ messagesPerSender: Math.ceil((rate * seconds * 1.2) / senders), textBytes });
      const measured = await trial.measure({ type: 'openLoop', messagesPerSecond: rate, seconds });
      const isHeld =
        measured.deliveryMs.p99 < latencyLimitMs && measured.delivered >= 0.95 * rate * seconds * (people - 1);
      if (isHeld) {
        if (best === null || measured.delivered > best.delivered) best = measured;
      } else {
        rate /= growth;
        growth = Math.sqrt(growth);
      }
      rate *= growth;
    }
    if (best === null) throw new Error(`${contestant.name} did not even hold ${firstRate(people)} messages/s`);
    return best;
  });
}

/** Calm for any server: 20,000 deliveries a second. */
function firstRate(people: number): number {
  return Math.max(1, Math.round(20_000 / people));
}

/** What a delivery costs when nothing is hurried: 20,000 a second in the same room. */
export async function calmRoom(effort: Effort): Promise<Row[]> {
  const senders = Math.min(20, effort.people);
  const rate = firstRate(effort.people);
  const measured = await sideBySide([hallway, naive], effort.runs, (contestant) =>
    withTrial(contestant, { clients: effort.people, rooms: 'everybody', senders }, async (trial) => {
      await trial.prepare({ messagesPerSender: Math.ceil((rate * (effort.seconds + 1) * 1.2) / senders), textBytes });
      await trial.measure({ type: 'openLoop', messagesPerSecond: rate, seconds: 1 });
      return trial.measure({ type: 'openLoop', messagesPerSecond: rate, seconds: effort.seconds });
    }),
  );
  const median = measured.map(({ contestant, all }) => ({ contestant, one: medianBy(all, cpuPerDelivery) }));
  return [
    {
      name: `one room of ${effort.people}, calm (${rate} messages/s)`,
      unit: 'µs CPU/delivery',
      isMoreBetter: false,
      figures: median.map(({ contestant, one }) => figure(contestant, cpuPerDelivery(one), latencyRemark(one))),
    },
  ];
}

/** Messages a second from 100 senders in rooms of two, each on disk before it is acknowledged. */
export async function durableMessages(effort: Effort): Promise<Row[]> {
  const crowd = { clients: 200, rooms: 'pairs', senders: 100 } as const;
  const measured = await sideBySide([hallway, naiveDurable], effort.runs, (contestant) =>
    withTrial(contestant, crowd, (trial) => closedLoop(trial, contestant, effort.seconds)),
  );
  const median = measured.map(({ contestant, all }) => ({ contestant, one: medianBy(all, acknowledgedPerSecond) }));
  return [
    {
      name: 'direct messages from 100 senders, on disk before the answer',
      unit: 'messages/s',
      isMoreBetter: true,
      figures: median.map(({ contestant, one }) =>
        figure(
          contestant,
          acknowledgedPerSecond(one),
          `p50 ${ms(one.acknowledgementMs.p50)}, p99 ${ms(one.acknowledgementMs.p99)}`,
        ),
      ),
    },
  ];
}

async function closedLoop(trial: Trial, contestant: Contestant, seconds: number): Promise<Measurement> {
  const mostPerSecond = contestant.server === 'hallway' ? 50_000 : 10_000;
  await trial.prepare({ messagesPerSender: Math.ceil((mostPerSecond * (seconds + 1)) / 100), textBytes });
  await trial.measure({ type: 'closedLoop', window: 16, seconds: 1 });
  return trial.measure({ type: 'closedLoop', window: 16, seconds });
}

/** What a connection that says nothing costs, logged in and subscribed. */
export async function idleMemory(effort: Effort): Promise<Row[]> {
  const measured = await sideBySide([hallway, naive], 1, async (contestant) => {
    const few = await restingBytes(contestant, 10);
    const many = await restingBytes(contestant, effort.people + 10);
    return (many - few) / effort.people;
  });
  return [
    {
      name: `memory per idle connection (${effort.people})`,
      unit: 'KiB',
      isMoreBetter: false,
      figures: measured.map(({ contestant, all }) => figure(contestant, (all[0] ?? NaN) / 1024, '')),
    },
  ];
}

function restingBytes(contestant: Contestant, clients: number): Promise<number> {
  return withTrial(contestant, { clients, rooms: 'everybody', senders: 0 }, async ({ server }) => {
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    return residentBytes(server.pid);
  });
}

/** Runs take turns, so that what else the machine does meets both. */
async function sideBySide<Value>(
  contestants: readonly Contestant[],
  runs: number,
  measure: (contestant: Contestant) => Promise<Value>,
): Promise<{ contestant: string; all: Value[] }[]> {
  const results = contestants.map((contestant) => ({ contestant: contestant.name, all: [] as Value[] }));
  for (let run = 0; run < runs; run += 1) {
    for (const [index, contestant] of contestants.entries()) results[index]?.all.push(await measure(contestant));
  }
  return results;
}

function medianBy(all: readonly Measurement[], value: (one: Measurement) => number): Measurement {
  const sorted = all.toSorted((one, other) => value(one) - value(other));
  const middle = sorted[sorted.length >> 1];
  if (middle === undefined) throw new Error('Nothing was measured');
  return middle;
}

function deliveriesPerSecond({ delivered, seconds }: Measurement): number {
  return delivered / seconds;
}

function acknowledgedPerSecond({ acknowledged, seconds }: Measurement): number {
  return acknowledged / seconds;
}

function cpuPerDelivery({ serverCpuMicroseconds, deliveredAtLast }: Measurement): number {
  return serverCpuMicroseconds / deliveredAtLast;
}

function latencyRemark(one: Measurement): string {
  const loadShare = Math.round((one.loadCpuMicroseconds / (one.seconds * 1e6)) * 100);
  return `p50 ${ms(one.deliveryMs.p50)}, p99 ${ms(one.deliveryMs.p99)}, load generator ${loadShare} % of its core`;
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

function figure(contestant: string, value: number, remark: string) {
  return { contestant, value, remark };
}
