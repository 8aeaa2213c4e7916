import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openHallwayClient, type HallwayLoadClient } from '#test/bench/hallway-load-client.ts';
import { readHistory } from '#test/support/chat-history.ts';
import { isDelivery, isMessage } from '#test/support/chat-script.ts';
import { openOffice, type Office } from '#test/support/office.ts';
import { logProblems, readStoredMessages } from '#test/support/server-database.ts';
import { makeSmallDisk, smallDiskObstacle, type SmallDisk } from '#test/support/small-disk.ts';

const diskMegabytes = 8;

const obstacle = smallDiskObstacle();
const why = obstacle === null ? '' : ` (skipped: ${obstacle})`;

let office: Office | null = null;
let disk: SmallDisk | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
  disk?.remove();
  disk = null;
});

describe.skipIf(obstacle !== null)(`a server whose disk is full${why}`, () => {
  it('[D2, D3, I1, I7] acknowledges nothing it cannot store, answers what is read, and goes on once there is room', async () => {
    const { place, small, client } = await setupSmallServer();
    const mara = place.openChat('Mara');
    await mara.ask('wait', { for: 'room', room: 'general' });
    const before = await mara.ask('message.send', { room: 'general', text: 'before' });
    await mara.until(isDelivery('sent', before['command']));
    small.fill();

    const { stored, refusal } = await sendUntilRefused(client);
    expect(refusal).toMatchObject({ isFinal: false, error: { type: 'disk_full' } });
    // Where there was no room for the one that was refused there may be some for less.
    const whileFull = `while it is full ${'.'.repeat(8_000)}`;
    const waiting = await mara.ask('message.send', { room: 'general', text: whileFull });
    await mara.until(isDelivery('queued', waiting['command']));
    // Each answer of the server is later than that message.
    const { holdup } = await mara.until((event) => event.event === 'server' && event['holdup'] !== null);
    expect(holdup).toBe('server_disk_full');
    const lena = place.openChat('Lena');
    await lena.until((event) => event.event === 'server' && event['holdup'] === 'server_disk_full');
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await mara.ask('room.browse')).toMatchObject({ event: 'result', list: [{ name: 'general' }] });
    }
    expect(textsOf(await readHistory(mara))).toEqual(['before', ...stored, whileFull]);
    expect(mara.events().some(isDelivery('sent', waiting['command']))).toBe(false);

    small.free();
    await mara.until(isDelivery('sent', waiting['command']));
    await lena.ask('wait', { for: 'room', room: 'general' });
    for (const chat of [mara, lena]) expect(chat.of('server').at(-1)).toMatchObject({ state: 'online', holdup: null });
    const ole = place.openChat('Ole');
    await ole.ask('wait', { for: 'room', room: 'general' });
    const shown = textsOf(await readHistory(ole));
    expect(shown).toEqual(['before', ...stored, whileFull]);
    expect(await mara.finish()).toBe(0);
    await place.stopServer('SIGTERM');
    expect(logProblems(place.serverFolder)).toEqual([]);
    expect(textsOf(readStoredMessages(place.serverFolder))).toEqual(shown);
    // Said once when it began and once when it was over, in lines of the log's own.
    expect(countOf(place.stderr(), 'A batch could not be appended.')).toBe(1);
    expect(countOf(place.stderr(), 'Batches are appended again.')).toBe(1);
    expect(
      place
        .stderr()
        .split('\n')
        .filter((line) => !/^(?:\d{4}-\d\d-\d\dT\S+ [A-Z]+ .*)?$/u.test(line)),
    ).toEqual([]);
  });
});

describe.skipIf(obstacle !== null)(`a server that keeps room for a full disk${why}`, () => {
  it('[D2, D3, I1] gives it up at the first refusal, goes on in it, and takes it again once there is room', async () => {
    const { place, small, client } = await setupSmallServer('--ballast', '1');
    const ballast = join(small.folder, 'ballast');
    await vi.waitFor(() => expect(existsSync(ballast)).toBe(true), { timeout: 30_000 });
    const mara = place.openChat('Mara');
    await mara.ask('wait', { for: 'room', room: 'general' });
    small.fill();

    const first = await sendUntilRefused(client);
    expect(first.refusal).toMatchObject({ isFinal: false, error: { type: 'disk_full' } });
    expect(existsSync(ballast)).toBe(false);
    const second = await sendUntilRefused(client, first.waiting);
    expect(second.refusal).toMatchObject({ isFinal: false, error: { type: 'disk_full' } });
    // Some of it is the room that SQLite takes for itself.
    expect(second.stored.length).toBeGreaterThan(10);
    const stored = [...first.stored, ...second.stored];
    await mara.until(isMessage(String(stored.at(-1))));
    expect(textsOf(await readHistory(mara))).toEqual(stored);

    small.free();
    await vi.waitFor(() => expect(existsSync(ballast)).toBe(true), { timeout: 60_000 });
    const after = await mara.ask('message.send', { room: 'general', text: 'after' });
    await mara.until(isDelivery('sent', after['command']));
    await place.stopServer('SIGTERM');
    expect(logProblems(place.serverFolder)).toEqual([]);
    expect(textsOf(readStoredMessages(place.serverFolder))).toEqual([...stored, 'after']);
  });
});

describe.skipIf(obstacle !== null).each(['SIGTERM', 'SIGKILL'] as const)(
  `a server that ended by %s before its disk was full${why}`,
  (signal) => {
    it('[D13, I1] starts in the room it kept, answers what is read, and goes on once there is more', async () => {
      const { place, small, client } = await setupSmallServer('--ballast', '1');
      const ballast = join(small.folder, 'ballast');
      await vi.waitFor(() => expect(existsSync(ballast)).toBe(true), { timeout: 30_000 });
      const mara = place.openChat('Mara');
      await mara.ask('wait', { for: 'room', room: 'general' });
      const { text, frame } = nextMessage(client);
      client.socket.sendText(frame);
      await mara.until(isMessage(text));
      await place.stopServer(signal);
      small.fill();

      await place.openServer('--ballast', '1');
      // What a kill leaves behind may be room enough.
      expect(signal === 'SIGKILL' || !existsSync(ballast)).toBe(true);
      await mara.until((event) => event.event === 'server' && event['state'] === 'online');
      expect(textsOf(await readHistory(mara))).toEqual([text]);
      small.free();
      const after = await mara.ask('message.send', { room: 'general', text: 'after' });
      await mara.until(isDelivery('sent', after['command']));
    });
  },
);

describe.skipIf(obstacle !== null).each(['finish', 'kill'] as const)(
  `a chat that ended by %s before its disk was full${why}`,
  (end) => {
    it('[D1, D7, I7] shows what it has, says what it cannot keep, and goes on once there is room', async () => {
      const { place, small } = await setupSmallChat();
      const first = place.openChat('Mara', '--data', small.folder);
      await first.ask('wait', { for: 'room', room: 'general' });
      const before = await first.ask('message.send', { room: 'general', text: 'before' });
      await first.until(isDelivery('sent', before['command']));
      await first[end]();
      small.fill();

      const mara = place.openChat('Mara', '--data', small.folder);
      await mara.ask('wait', { for: 'room', room: 'general' });
      expect(textsOf(await readHistory(mara))).toEqual(['before']);
      expect(await mara.ask('message.send', { room: 'general', text: 'never kept' })).toMatchObject({
        event: 'error',
        type: 'storage_failed',
        sentence: expect.stringContaining('This computer cannot store what comes in') as unknown,
      });
      small.free();
      const after = await mara.ask('message.send', { room: 'general', text: 'after' });
      await mara.until(isDelivery('sent', after['command']));
      expect(textsOf(await readHistory(mara))).toEqual(['before', 'after']);
    });
  },
);

describe.skipIf(obstacle !== null)(`a chat whose disk is full${why}`, () => {
  it('[D1, D6, I2, I7] says what it cannot keep, shows what it has, and misses nothing once there is room', async () => {
    const { place, small, server } = await setupSmallChat();
    const mara = place.openChat('Mara', '--data', small.folder);
    const ole = place.openChat('Ole');
    await Promise.all([mara, ole].map((chat) => chat.ask('wait', { for: 'room', room: 'general' })));
    const before = await mara.ask('message.send', { room: 'general', text: 'before' });
    await mara.until(isDelivery('sent', before['command']));
    small.fill();

    const refused = await mara.ask('message.send', { room: 'general', text: 'never kept' });
    expect(refused).toMatchObject({
      event: 'error',
      type: 'storage_failed',
      detail: 'database or disk is full',
      sentence: 'This computer cannot store what comes in: database or disk is full. Check its disk.',
    });
    const after = mara.events().length;
    const meanwhile = await ole.ask('message.send', { room: 'general', text: 'meanwhile' });
    await ole.until(isDelivery('sent', meanwhile['command']));
    // It cannot take what comes, says why, and tries again.
    await mara.untilAfter(after, ({ event, problem }) => event === 'server' && problem === 'storage_failed');
    expect(textsOf(await readHistory(mara))).toEqual(['before']);

    small.free();
    await mara.until(isMessage('meanwhile'));
    await mara.ask('message.send', { room: 'general', text: 'after' });
    // A command of this script has failed.
    expect([await mara.finish(), mara.of('end')]).toEqual([1, [expect.objectContaining({ waiting: 0, errors: 1 })]]);
    expect(mara.of('message').map(({ text }) => text)).toEqual(['before', 'meanwhile', 'after']);
    await server.stop('SIGTERM');
    expect(textsOf(readStoredMessages(place.serverFolder))).toEqual(['before', 'meanwhile', 'after']);
  });
});

function countOf(text: string, sentence: string): number {
  return text.split(sentence).length - 1;
}

function textsOf(messages: readonly { readonly text: string }[]): readonly string[] {
  return messages.map(({ text }) => text);
}

async function setupSmallChat() {
  const place = openOffice();
  office = place;
  const small = makeSmallDisk(diskMegabytes);
  disk = small;
  return { place, small, server: await place.openServer() };
}

async function setupSmallServer(...options: readonly string[]) {
  const small = makeSmallDisk(diskMegabytes);
  disk = small;
  const place = openOffice({ serverFolder: small.folder });
  office = place;
  const server = await place.openServer(...options);
  const client = await openHallwayClient({ host: '127.0.0.1', port: server.port, path: '/hallway' }, 'Ida');
  await client.run('room.join', { roomId: client.firstRoomId });
  return { place: { ...place, stopServer: server.stop, stderr: server.stderr }, small, client };
}

interface Refused {
  /** The texts it accepted before. */
  readonly stored: readonly string[];
  readonly refusal: Readonly<Record<string, unknown>>;
  /** What was refused, to be sent again as it is. */
  readonly waiting: { readonly frame: string; readonly text: string };
}

/** Sends until the server refuses one, after what is still waiting. */
async function sendUntilRefused(client: HallwayLoadClient, waiting = nextMessage(client)): Promise<Refused> {
  const stored: string[] = [];
  for (let next = waiting; ; next = nextMessage(client)) {
    client.socket.sendText(next.frame);
    const refusal = await answerOf(client.socket, ['accepted', 'refused']);
    if (refusal['type'] === 'refused') return { stored, refusal, waiting: next };
    stored.push(next.text);
  }
}

let messageCount = 0;

function nextMessage({ firstRoomId, commandFrame }: HallwayLoadClient): Refused['waiting'] {
  messageCount += 1;
  const text = `message ${messageCount} ${'.'.repeat(2_000)}`;
  return { text, frame: commandFrame('message.send', { roomId: firstRoomId, content: { type: 'text', text } }) };
}

async function answerOf(
  { next }: HallwayLoadClient['socket'],
  types: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  for (;;) {
    const frame = JSON.parse(await next()) as Readonly<Record<string, unknown>>;
    if (types.includes(String(frame['type']))) return frame;
  }
}
