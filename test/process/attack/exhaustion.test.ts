import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createAttacker, type Attacker } from '#test/support/attacker.ts';
import { freePort } from '#test/support/free-port.ts';
import { isMessage, isServer, type ChatScript } from '#test/support/chat-script.ts';
import { openOffice, type Office, type OpenServer } from '#test/support/office.ts';
import { peakMebibytes } from '#test/support/peak-memory.ts';

const isLinux = process.platform === 'linux';
const why = isLinux ? '' : ' (skipped: only Linux has /proc and addresses enough on loopback)';
/** What is promised of a server's memory, whatever strangers and colleagues do to it. */
const maxMebibytes = 200;
const patience = { timeout: 60_000, interval: 20 };
/** So many may wait without asking for anything: four times those that may log in, by address. */
const maxArriving = 64;
/** Each asks for 48 MB. */
const idlers = 5;
/** A message of 60 kB, so that a page holds one or two. */
const long = '\u{1f5fc}'.repeat(15_000);

describe.skipIf(!isLinux)(`a server that is to be brought to its knees${why}`, () => {
  const { attackFrom, whatIsAmiss, allGone, openChat, dropped } = setupServer();

  it('has room for newcomers while one address holds 1,000 sockets', async () => {
    const attacker = attackFrom();
    await Promise.all(Array.from({ length: 1_000 }, () => attacker.openTcp()));
    await vi.waitFor(async () => expect(await dropped()).toBeGreaterThanOrEqual(1_000 - maxArriving), patience);
    const nils = openChat('Nils');
    await nils.ask('wait', { for: 'room', room: 'general' });
    expect(await whatIsAmiss()).toEqual([]);
    await nils.finish();
  });

  it('waits for nobody who goes slowly: in TLS, in headers, in a body, in an upgrade, before a hello', async () => {
    const [silent, headers, body] = [attackFrom(), attackFrom(), attackFrom()];
    const drip = (line: Socket | null, text: string): void => {
      if (line === null) return;
      line.write(text);
      const timer = setInterval(() => line.write('X'), 100);
      line.resume().once('close', () => clearInterval(timer));
    };
    const head = 'Host: 127.0.0.1\r\nContent-Length: 1000000000\r\n\r\n';
    const halfUpgrade = 'GET /hallway HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: webso';
    await Promise.all([
      ...times(40, async () => (await silent.openTcp())?.resume()),
      ...times(40, async () => drip(await headers.openTls(), 'GET /health HTTP/1.1\r\nX')),
      ...times(20, async () => drip(await headers.openTls(), halfUpgrade)),
      ...times(40, async () => drip(await body.openTls(), `POST /health HTTP/1.1\r\n${head}`)),
      ...times(16, async () => (await body.openWebSocket())?.resume()),
    ]);
    expect(await whatIsAmiss()).toEqual([]);
    await allGone();
    expect(await whatIsAmiss()).toEqual([]);
  });

  it('reads no headers without end, and hangs up on who asks one thing behind another', async () => {
    const attacker = attackFrom();
    const head = 'GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n';
    // Both end as they should: whoever read them to the end would answer them.
    const headers = `${head}${Array.from({ length: 500 }, (_, index) => `X-${index}: ${'x'.repeat(2_000)}\r\n`).join('')}\r\n`;
    const requests = `${head}\r\n`.repeat(20_000);
    /** Each line with the statuses that it was answered with. */
    const ask = (text: string): Promise<string[][]> =>
      Promise.all(
        times(20, async () => {
          const statuses: string[] = [];
          const line = await attacker.openTls();
          line?.on('data', (chunk: Buffer) => {
            statuses.push(...Array.from(chunk.toString('latin1').matchAll(/HTTP\/1\.1 (\d+)/gu), String));
          });
          line?.write(text);
          return statuses;
        }),
      );
    const [toHeaders, toRequests] = [await ask(headers), await ask(requests)];
    await allGone();
    // Whoever is hung up on while they write may hear nothing at all.
    expect(toHeaders.flat().filter((status) => !status.startsWith('HTTP/1.1 431'))).toEqual([]);
    // What came with the first request may be answered with it.
    expect(toRequests.filter((statuses) => statuses.length > 5)).toEqual([]);
    expect(await whatIsAmiss()).toEqual([]);
  });

  it('keeps nothing of frames that are too large, or in too many pieces, or never end', async () => {
    const [huge, pieces, endless] = [attackFrom(), attackFrom(), attackFrom()];
    const megabyte = Buffer.alloc(1 << 20, 'x');
    const announced = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x05, 0xe6, 0x9e, 0xc0, 0, 0, 0, 0]);
    const piece = (first: number, bytes: number): Buffer =>
      Buffer.concat([Buffer.from([first, 0xfe, bytes >> 8, bytes & 0xff, 0, 0, 0, 0]), Buffer.alloc(bytes, 'x')]);
    // Each is kept by itself, and all of them are no more than a frame may have.
    const crumbs = Buffer.concat([piece(0x01, 1), ...times(120_000, () => piece(0x00, 1))]);
    await Promise.all([
      ...times(16, async () => {
        const line = await huge.openWebSocket();
        line?.resume().write(announced);
        for (let sent = 0; sent < 99 && line?.writable === true; sent += 1)
          await new Promise((resolve) => line.write(megabyte, resolve));
      }),
      ...times(16, async () => {
        const line = await pieces.openWebSocket();
        line?.resume().write(crumbs);
      }),
      // As much as a frame may have, but for its last byte.
      ...times(16, async () => {
        const line = await endless.openWebSocket();
        line?.resume().write(Buffer.concat([piece(0x01, 2_000), ...times(62, () => piece(0x00, 2_000))]));
      }),
    ]);
    expect(await whatIsAmiss()).toEqual([]);
    await allGone();
  });

  it('answers pings until nobody reads the answers', async () => {
    const attacker = attackFrom();
    const ping = Buffer.concat([Buffer.from([0x89, 0xfd, 0, 0, 0, 0]), Buffer.alloc(125, 'x')]);
    const many = Buffer.concat(times(1_000, () => ping));
    await Promise.all(
      times(4, async () => {
        const { line } = await attacker.openDevice();
        const closed = new Promise((resolve) => line.once('close', resolve));
        while (line.writable) await Promise.race([new Promise((resolve) => line.write(many, resolve)), closed]);
      }),
    );
    await allGone();
    expect(await whatIsAmiss()).toEqual([]);
  });
});

describe.skipIf(!isLinux)(`a server whose answers nobody reads${why}`, () => {
  const { attackFrom, whatIsAmiss, roomId: roomIdOf } = setupServer();

  it(`[D12] keeps no more than it may for ${idlers} colleagues who ask for everything and read nothing`, async () => {
    const attacker = attackFrom();
    const roomId = roomIdOf();
    for (let index = 0; index < idlers; index += 1) {
      const enters = { displayName: `Idler ${index}`, roomId };
      const { line, send, epochId } = await attacker.openDevice(enters);
      const params = { roomId, epochId, maxItems: 200 };
      for (let id = 0; id < 800 && !line.destroyed; id += 1)
        send({ type: 'request', id, name: 'history.page', params });
    }
    expect(await whatIsAmiss()).toEqual([]);
  });
});

/** A server of its own for some tests, with two people who chat all the while. */
function setupServer() {
  let office: Office;
  let server: OpenServer;
  let people: readonly [ChatScript, ChatScript];
  let roomId = '';
  let metricsPort = 0;
  let said = 0;
  const attackers: Attacker[] = [];

  beforeAll(async () => {
    office = openOffice();
    metricsPort = await freePort();
    server = await office.openServer('--metrics-port', String(metricsPort));
    people = [office.openChat('Mara'), office.openChat('Ole')];
    await Promise.all(people.map((chat) => chat.ask('wait', { for: 'room', room: 'general' })));
    await people[0].ask('message.send', { room: 'general', text: long });
    roomId = String((await people[1].until(isMessage(long)))['room']);
  });
  afterEach(() => {
    for (const attacker of attackers.splice(0)) attacker.leave();
  });
  afterAll(() => office.close());

  /** An attacker at an address of its own. */
  function attackFrom(): Attacker {
    const attacker = createAttacker(server.port, `127.0.0.${66 + attackers.length}`);
    attackers.push(attacker);
    return attacker;
  }

  /** Ten more messages go to and fro; what is amiss then: one lost, doubled or out of order, somebody out of touch, or too much memory. */
  async function whatIsAmiss(): Promise<unknown[]> {
    const [mara, ole] = people;
    for (let count = 0; count < 10; count += 1) {
      said += 1;
      const [from, to] = said % 2 === 0 ? [mara, ole] : [ole, mara];
      await from.ask('message.send', { room: 'general', text: `message ${said}` });
      await to.until(isMessage(`message ${said}`));
    }
    const wrong = people.flatMap((chat) => {
      const heard = chat.of('message').flatMap(({ text }) => (/^message \d+$/u.test(String(text)) ? [text] : []));
      return heard.filter((text, index) => text !== `message ${index + 1}` || heard.length !== said);
    });
    const outages = people.flatMap((chat) => {
      const states = chat.of('server');
      return states.slice(states.findIndex(isServer('online'))).filter((event) => !isServer('online')(event));
    });
    const mebibytes = peakMebibytes(server.pid);
    return [...wrong, ...outages, ...(mebibytes > maxMebibytes ? [`${mebibytes} MiB`] : [])];
  }

  const allGone = (): Promise<void> =>
    vi.waitFor(() => expect(attackers.map((attacker) => attacker.open())).toEqual(attackers.map(() => 0)), patience);

  /** Sockets that the server did not take, by its metrics. */
  async function dropped(): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    return Number(/what="socketsDropped"\} (\d+)/u.exec(text)?.[1]);
  }

  return {
    attackFrom,
    whatIsAmiss,
    allGone,
    dropped,
    openChat: (name: string) => office.openChat(name),
    roomId: () => roomId,
  };
}

function times<Value>(count: number, make: (index: number) => Value): Value[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
