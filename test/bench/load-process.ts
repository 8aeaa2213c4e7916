/** The load generator, a process of its own: takes steps from the bench by IPC, one at a time, and answers each. */
import { openCrowd, type LoadClient } from './load-crowd.ts';
import { percentiles, type LoadResult, type LoadStep, type PrepareStep } from './load-plan.ts';

const paceMs = 2;
/** A server may ask for a sign of life; those that only count cannot hear it, and give one anyway. */
const pongIntervalMs = 5_000;
/** What a client may have unanswered (P14). In an open loop what is due beyond that is not sent, and counts as not delivered. */
const maxUnanswered = 64;
/** Of 200 ms each. */
const maxSettleTries = 300;
/** What a connection may get in one of them that is no message: a ping, a position. */
const restBytes = 100;

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
  for (const client of clients) {
    const sender = senderOf.get(client);
    if (sender !== undefined) client.socket.countOnly(client.deliveryPrefix, (text) => hear(sender, text));
    else if (client.role === 'sampled') client.socket.countOnly(client.deliveryPrefix, (text) => sample(client, text));
  }
  setInterval(() => {
    for (const { role, socket } of clients) if (role === 'counting') socket.pong();
  }, pongIntervalMs).unref();
}

function hear(sender: Sender, text: string): void {
  if (sender.client.isAcknowledgement(text)) acknowledge(sender);
  else if (sender.client.isRefusal(text)) throw new Error(`The server refused a message: ${text}`);
}

function acknowledge(sender: Sender): void {
  acknowledged += 1;
  acknowledgementMs.push(performance.now() - (sender.unanswered.shift() ?? NaN));
  onAcknowledged(sender);
}

function sample(client: LoadClient, text: string): void {
  if (!text.startsWith(client.deliveryPrefix)) return;
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
  const deliveredSince = countDeliveries();
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  await load(start + seconds * 1000);
  const end = performance.now();
  const cpu = process.cpuUsage(cpuBefore);
  const result = {
    seconds: (end - start) / 1000,
    sent: sentCount,
    acknowledged,
    delivered: deliveredSince(),
    deliveryMs: percentiles(deliveryMs),
    acknowledgementMs: percentiles(acknowledgementMs),
    loadCpuMicroseconds: cpu.user + cpu.system,
  };
  await settle();
  return { ...result, deliveredAtLast: deliveredSince() };
}

/**
 * Starts to count deliveries. Those who look inside count messages; for the others the bytes on the wire are divided by what a
 * message took on the wires of the sampled receivers, who are in the same rooms and write nothing either.
 */
function countDeliveries(): () => number {
  const counts = clients.map((client) => ({
    client,
    messagesBefore: client.socket.counted(),
    bytesBefore: client.socket.bytes(),
  }));
  return () => {
    const sums = {
      sampled: { messages: 0, bytes: 0 },
      sender: { messages: 0, bytes: 0 },
      counting: { messages: 0, bytes: 0 },
    };
    for (const { client, messagesBefore, bytesBefore } of counts) {
      sums[client.role].messages += client.socket.counted() - messagesBefore;
      sums[client.role].bytes += client.socket.bytes() - bytesBefore;
    }
    const { sampled, sender, counting } = sums;
    const byBytes = sampled.messages === 0 ? 0 : (counting.bytes * sampled.messages) / sampled.bytes;
    return Math.round(sender.messages + sampled.messages + byBytes);
  };
}

function received(): number {
  return clients.reduce((sum, { socket }) => sum + socket.bytes(), 0);
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
      if (sender === undefined) return;
      if (sender.unanswered.length < maxUnanswered) write(sender);
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

/** Waits until everything is answered and hardly anything arrives any more: one measurement's rest is not counted in the next. */
async function settle(): Promise<void> {
  const isAnswered = (): boolean => senders.every(({ unanswered }) => unanswered.length === 0);
  for (let last = -Infinity, tries = 0; tries < maxSettleTries; tries += 1) {
    const now = received();
    if (isAnswered() && now - last < restBytes * clients.length) return;
    last = now;
    await pause(200);
  }
  throw new Error('The server left messages unanswered');
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
