/** The load generator, a process of its own: takes steps from the bench by IPC, one at a time, and answers each. */
import { openCrowd, type LoadClient } from './load-crowd.ts';
import { percentiles, type LoadResult, type LoadStep, type PrepareStep } from './load-plan.ts';

/** Receivers that look inside what they get, for the latency. All others only count. */
const sampledReceivers = 8;
const paceMs = 2;
/** Of 200 ms each. */
const maxSettleTries = 300;

interface Sender {
  readonly client: LoadClient;
  readonly frames: Buffer[];
  /** When each message that is not acknowledged yet was written, oldest first. */
  readonly unanswered: number[];
}

let clients: LoadClient[] = [];
let senders: Sender[] = [];
let acknowledged = 0;
let acknowledgementMs: number[] = [];
let deliveryMs: number[] = [];
const sentAt: number[] = [];
let nextId = 0;
let onAcknowledged: (sender: Sender) => void = () => undefined;

process.on('message', (step: LoadStep) => {
  run(step).then(
    (result) => process.send?.({ ok: true, result }),
    (error: unknown) => process.send?.({ ok: false, problem: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));

async function run(step: LoadStep): Promise<LoadResult | null> {
  if (step.type === 'connect') {
    clients = await openCrowd(step);
    senders = clients.slice(0, step.senders).map((client) => ({ client, frames: [], unanswered: [] }));
    listen();
    return null;
  }
  if (step.type === 'prepare') {
    prepare(step);
    return null;
  }
  return step.type === 'openLoop'
    ? measure(step.seconds, (until) => sendAtRate(step.messagesPerSecond, until))
    : measure(step.seconds, (until) => keepUnanswered(step.window, until));
}

function listen(): void {
  const senderOf = new Map(senders.map((sender) => [sender.client, sender]));
  clients.forEach((client, index) => {
    const sender = senderOf.get(client);
    const isSampled = index >= clients.length - sampledReceivers;
    const onText = (text: string): void => {
      if (sender !== undefined && client.isAcknowledgement(text)) acknowledge(sender);
      else if (sender !== undefined && client.isRefusal(text)) throw new Error(`The server refused a message: ${text}`);
      else if (isSampled && text.startsWith(client.deliveryPrefix)) sample(text);
    };
    client.socket.countOnly(client.deliveryPrefix, sender !== undefined || isSampled ? onText : undefined);
  });
}

function acknowledge(sender: Sender): void {
  acknowledged += 1;
  acknowledgementMs.push(performance.now() - (sender.unanswered.shift() ?? NaN));
  onAcknowledged(sender);
}

function sample(text: string): void {
  const start = text.indexOf('"text":"#');
  if (start < 0) return;
  const written = sentAt[Number(text.slice(start + 9, text.indexOf(';', start)))];
  if (written !== undefined) deliveryMs.push(performance.now() - written);
}

function prepare({ messagesPerSender, textBytes }: PrepareStep): void {
  // Sender after sender within one message, so that ids rise as they will be sent.
  for (let index = 0; index < messagesPerSender; index += 1) {
    for (const sender of senders) {
      sender.frames.push(sender.client.messageFrame(`#${nextId};`.padEnd(textBytes, '.')));
      nextId += 1;
    }
  }
}

let sentCount = 0;

function write(sender: Sender): boolean {
  const frame = sender.frames.shift();
  if (frame === undefined) return false;
  const now = performance.now();
  // The id stands in the text: it was given out in the order in which round-robin senders use it up.
  sentAt[idOf(frame)] = now;
  sender.unanswered.push(now);
  sender.client.socket.send(frame);
  sentCount += 1;
  return true;
}

function idOf(frame: Buffer): number {
  const start = frame.indexOf('"text":"#') + 9;
  return Number(frame.toString('latin1', start, frame.indexOf(';', start)));
}

async function measure(seconds: number, load: (until: number) => Promise<void>): Promise<LoadResult> {
  acknowledged = 0;
  sentCount = 0;
  acknowledgementMs = [];
  deliveryMs = [];
  const before = delivered();
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  await load(start + seconds * 1000);
  const end = performance.now();
  const cpu = process.cpuUsage(cpuBefore);
  const result: LoadResult = {
    seconds: (end - start) / 1000,
    sent: sentCount,
    acknowledged,
    delivered: delivered() - before,
    deliveryMs: percentiles(deliveryMs),
    acknowledgementMs: percentiles(acknowledgementMs),
    loadCpuMicroseconds: cpu.user + cpu.system,
  };
  await settle();
  return result;
}

function delivered(): number {
  return clients.reduce((sum, { socket }) => sum + socket.counted(), 0);
}

async function sendAtRate(messagesPerSecond: number, until: number): Promise<void> {
  const start = performance.now();
  let due = 0;
  let turn = 0;
  while (performance.now() < until) {
    const target = ((performance.now() - start) / 1000) * messagesPerSecond;
    for (; due < target; due += 1) {
      const sender = senders[turn % senders.length];
      turn += 1;
      if (sender === undefined || !write(sender)) return;
    }
    await pause(paceMs);
  }
}

async function keepUnanswered(window: number, until: number): Promise<void> {
  onAcknowledged = (sender) => {
    if (performance.now() < until) write(sender);
  };
  for (const sender of senders) for (let count = 0; count < window; count += 1) write(sender);
  await pause(until - performance.now());
  onAcknowledged = () => undefined;
}

/** Waits until everything is answered and nothing arrives any more: one measurement's rest is not counted in the next. */
async function settle(): Promise<void> {
  const isAnswered = (): boolean => senders.every(({ unanswered }) => unanswered.length === 0);
  for (let last = -1, tries = 0; (last !== delivered() || !isAnswered()) && tries < maxSettleTries; tries += 1) {
    last = delivered();
    await pause(200);
  }
  if (!isAnswered()) throw new Error('The server left messages unanswered');
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
