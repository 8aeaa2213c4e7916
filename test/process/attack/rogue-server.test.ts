import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import { formatJoinLine } from '#shared/discovery/join-line.ts';
import { limits } from '#shared/protocol/limits.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import { createFrame, type Frame } from '#main/transport/frame.ts';
import { isMessage, isServer, type ChatScript } from '#test/support/chat-script.ts';
import { openOffice, type Office } from '#test/support/office.ts';
import { peakMebibytes } from '#test/support/peak-memory.ts';
import { commandIdOf, personIdOf, roomIdOf, sampleBytes } from '#test/support/sample-ids.ts';
import {
  createScriptedServer,
  snapshotPlan,
  type Script,
  type ScriptedSession,
} from '#test/support/scripted-server.ts';
import { startTlsServer } from '#test/support/tls-server.ts';

const isLinux = process.platform === 'linux';
const why = isLinux ? '' : ' (skipped: only Linux has /proc)';
/** What is promised of a client's memory, whatever its servers do to it. */
const maxMebibytes = 512;
const mebibyte = 1 << 20;
/** So much is poured at most: a client that reads no faster than its disk writes leaves most of it unread. */
const pouredBytes = 256 * mebibyte;
const patience = { timeout: 60_000, interval: 50 };

interface Flood {
  readonly of: string;
  readonly forMs: number;
  /** Told one after the other, and from the beginning again. */
  frames(session: ScriptedSession): readonly Frame[];
}

const floods: readonly Flood[] = [
  {
    of: 'receipts of people that there are not',
    // What is kept of them grows with the time, where it is not held back.
    forMs: 25_000,
    frames: () =>
      frames(16, (index) => ({
        type: 'signal',
        name: 'receipts',
        params: { delivered: many(3_500, (at) => [personIdOf(3_500 * index + at + 2), 1 + index]), read: [] },
      })),
  },
  { of: 'markers, presence and who is typing', forMs: 5_000, frames: () => frames(300, signalOf) },
  {
    of: 'events that nobody signed',
    forMs: 5_000,
    frames: (session) => frames(200, (index) => forgedEvent(session, index)),
  },
  {
    of: 'answers that nobody asked for',
    forMs: 5_000,
    frames: () =>
      frames(16, (id) => ({ type: 'reply', id: 1_000_000 + id, result: { events: many(3_000, (at) => ({ at })) } })),
  },
  { of: 'frames of 16 MiB', forMs: 5_000, frames: () => [createFrame('x'.repeat(16 * mebibyte))] },
];

describe.skipIf(!isLinux)(`[D12] a real client in the hands of a rogue server${why}`, () => {
  let office: Office;
  let ann: ChatScript;
  let ben: ChatScript;
  let honestId = '';
  let said = 0;
  const disposals: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    office = openOffice();
    honestId = (await office.openServer()).serverId;
    [ann, ben] = [office.openChat('Ann'), office.openChat('Ben')];
    await Promise.all([ann, ben].map((chat) => chat.ask('wait', { for: 'room', room: 'general' })));
  });
  afterAll(async () => {
    await Promise.all(disposals.map((dispose) => dispose()));
    await office.close();
  });

  /** A rogue that Ann has joined, and her session there. */
  async function setupRogue(script?: Script) {
    const rogue = createScriptedServer({ random: systemRandom, ...(script === undefined ? {} : { script }) });
    // It holds itself to nothing.
    const none = { maxBufferedBytes: 1 << 30, maxTotalBufferedBytes: 1 << 30, maxStallMs: 600_000 };
    const { listener } = await startTlsServer({ limits: none, onConnection: rogue.accept });
    disposals.push(() => listener.close());
    const { serverId } = rogue.identity;
    const addresses = [{ host: '127.0.0.1', port: listener.port }];
    await ann.ask('server.join', { server: formatJoinLine({ serverId, addresses, invite: null }), name: 'Ann' });
    await expect.poll(() => rogue.sessions.at(-1)?.requests('resume').length, patience).toBe(1);
    return { rogue, serverId };
  }

  /** Messages go to and fro at the honest server; what is amiss then: one lost, Ann out of touch, or too much memory. */
  async function whatIsAmiss(): Promise<unknown[]> {
    for (let count = 0; count < 5; count += 1) {
      said += 1;
      const [from, to] = said % 2 === 0 ? [ann, ben] : [ben, ann];
      await from.ask('message.send', { server: honestId, room: 'general', text: `message ${said}` });
      await to.until(isMessage(`message ${said}`), patience.timeout);
    }
    const states = ann.of('server').filter(({ server }) => server === honestId);
    const outages = states.slice(states.findIndex(isServer('online'))).filter((event) => !isServer('online')(event));
    const mebibytes = peakMebibytes(ann.pid);
    return [...outages, ...(mebibytes > maxMebibytes ? [`${mebibytes} MiB`] : [])];
  }

  it.each(floods)('goes on at another server while it is flooded with $of', async (flood) => {
    const { rogue, serverId } = await setupRogue();
    const { session } = rogue;
    await pour(session, flood);
    expect(await whatIsAmiss()).toEqual([]);
    await ann.ask('server.forget', { server: serverId });
  });

  it('takes no more than it may of pages that never end, and goes on at another server', async () => {
    const part = { people: many(600, personOf), rooms: [], members: [] };
    const { rogue, serverId } = await setupRogue((frame, session) => {
      if (frame.type !== 'request' || !['resume', 'snapshot.pull'].includes(frame.name)) return false;
      session.reply(frame, frame.name === 'resume' ? snapshotPlan(limits.maxSnapshotParts) : part);
      return true;
    });
    // It hangs up on the rogue, and comes again.
    await expect.poll(() => rogue.sessions.length, patience).toBeGreaterThan(1);
    const most = Math.ceil(limits.maxSnapshotBytes / JSON.stringify(part).length) + 1;
    const pulls = rogue.sessions[0]?.requests('snapshot.pull').length ?? 0;
    expect([pulls > 10, pulls <= most]).toEqual([true, true]);
    expect(await whatIsAmiss()).toEqual([]);
    await ann.ask('server.forget', { server: serverId });
  });

  it('answers what it is asked at the end, and ends well', async () => {
    const { list } = await ann.ask('server.list');
    expect(list).toMatchObject([{ serverId: honestId }]);
    expect(await ann.finish()).toBe(0);
  });
});

/** Sends until enough was sent, the client has hung up, or for long enough. */
async function pour(session: ScriptedSession, { forMs, frames: framesOf }: Flood): Promise<void> {
  const { connection } = session;
  const poured = framesOf(session);
  let isOpen = true;
  connection.onClose(() => (isOpen = false));
  const endAt = performance.now() + forMs;
  let bytes = 0;
  for (let sent = 0; isOpen && bytes < pouredBytes && performance.now() < endAt; sent += 1) {
    const frame = present(poured[sent % poured.length], 'there is something to pour');
    connection.send(frame);
    bytes += frame.wire().length;
    do await sleep(connection.bufferedBytes() > 16 * mebibyte ? 5 : 0);
    while (isOpen && connection.bufferedBytes() > 16 * mebibyte && performance.now() < endAt);
  }
}

function personOf(index: number): object {
  const personId = personIdOf(index + 2);
  return { personId, displayName: 'x'.repeat(60), role: 'member', standing: 'active', standingSince: 0, devices: [] };
}

function signalOf(index: number): object {
  const roomId = roomIdOf(1 + (index % 7));
  const people = many(200, (at) => [personIdOf(at + 2), 'here', null]);
  const signals = [
    { name: 'marker', params: { roomId, readUpTo: index, unreadFrom: null } },
    { name: 'presence', params: { people } },
    { name: 'typing', params: { roomId, personIds: [personIdOf(index + 2)] } },
  ];
  return { type: 'signal', ...signals[index % 3] };
}

/** A message of somebody who is not there, by the client's own key. */
function forgedEvent(session: ScriptedSession, index: number): object {
  const device = session.received.find((frame) => frame.type === 'login')?.device;
  const roomId = roomIdOf(1);
  const place = { stream: `room:${roomId}`, streamSeq: 2 + index, seq: 10 + index, itemNumber: 2 + index };
  const header = { ...place, epoch: 1, at: 1, kind: 'message.posted', device, person: personIdOf(9) };
  const content = { type: 'text', text: '@everyone '.repeat(800) };
  const ids = { serverId: 'a'.repeat(52), device, outboxId: commandIdOf(1), commandId: commandIdOf(1_000 + index) };
  const body = { roomId, content, writtenAt: 1, salt: sampleBytes(16) };
  const command = { ...ids, v: 1, number: 1 + index, kind: 'message.send', body };
  return { type: 'event', header, command, signature: sampleBytes(64), mac: sampleBytes(16) };
}

function frames(count: number, make: (index: number) => object): readonly Frame[] {
  return many(count, (index) => createFrame(JSON.stringify(make(index))));
}

function many<Value>(count: number, make: (index: number) => Value): readonly Value[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
