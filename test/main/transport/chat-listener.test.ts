import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect } from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '#main/system-clock.ts';
import type { ListenOptions } from '#main/transport/chat-listener.ts';
import type { Closed } from '#main/transport/connection.ts';
import { dial } from '#main/transport/dial.ts';
import { createFrame } from '#main/transport/frame.ts';
import { transportLimits } from '#main/transport/transport-limits.ts';
import { closeCodes } from '#shared/protocol/close-code.ts';
import { openRawClient, openTlsLine } from '#test/support/tls-raw-client.ts';
import { askForUpgrade, askListener } from '#test/support/tls-request.ts';
import { startTlsServer } from '#test/support/tls-server.ts';
import type { TlsServer } from '#test/support/tls-server.ts';

const started: TlsServer[] = [];

async function setup(options: Partial<ListenOptions> = {}) {
  // Some of these clients never answer a close.
  const server = await startTlsServer({ ...options, limits: { closeTimeoutMs: 300, ...options.limits } });
  started.push(server);
  return { ...server, port: server.listener.port };
}

afterEach(async () => {
  await Promise.all(started.splice(0).map(({ listener }) => listener.close()));
});

describe('requests to a listener', () => {
  it('with Origin or Sec-Fetch-* are refused with 403, upgrade or not', async () => {
    const { port, listener, connections } = await setup();
    for (const headers of [{ Origin: 'https://192.0.2.1' }, { 'Sec-Fetch-Site': 'none' }]) {
      expect((await askForUpgrade(port, { headers })).status).toBe(403);
      expect((await askListener(port, { path: '/health', headers })).status).toBe(403);
    }
    expect(listener.counters.requestsRefused).toBe(4);
    expect(connections).toHaveLength(0);
  });

  it('for another host are refused with 421, for a name it knows they are not', async () => {
    const { port } = await setup({ knownNames: ['chat.office.example'] });
    expect((await askForUpgrade(port, { headers: { Host: 'elsewhere.example' } })).status).toBe(421);
    expect((await askForUpgrade(port, { headers: { Host: `chat.office.example:${port}` } })).status).toBe(101);
  });

  it('for health get a small answer without secrets', async () => {
    const { port } = await setup();
    const answer = await askListener(port, { path: '/health' });
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json']);
    expect(JSON.parse(answer.body)).toEqual({ status: 'ok' });
  });

  it('that are none of these get 404, 405, 426 or 400', async () => {
    const { port } = await setup();
    expect((await askListener(port, { path: '/' })).status).toBe(404);
    expect((await askForUpgrade(port, { path: '/other' })).status).toBe(404);
    expect((await askListener(port, { method: 'POST' })).status).toBe(405);
    expect((await askListener(port)).status).toBe(426);
    expect((await askForUpgrade(port, { path: '/health' })).status).toBe(400);
    expect((await askForUpgrade(port, { headers: { 'Sec-WebSocket-Key': 'bad' } })).status).toBe(400);
  });

  it('with headers over 8 KiB are refused', async () => {
    const { port, listener } = await setup();
    expect((await askListener(port, { path: '/health', headers: { 'X-Long': 'x'.repeat(9_000) } })).status).toBe(431);
    expect(listener.counters.badRequests).toBe(1);
  });

  it('that choose a protocol of WebSocket get none, and no compression', async () => {
    const { port } = await setup();
    const headers = { 'Sec-WebSocket-Protocol': 'chat', 'Sec-WebSocket-Extensions': 'permessage-deflate' };
    const answer = await askForUpgrade(port, { headers });
    expect(answer.status).toBe(101);
    expect(answer.headers['sec-websocket-protocol']).toBeUndefined();
    expect(answer.headers['sec-websocket-extensions']).toBeUndefined();
  });
});

describe('strangers', () => {
  it('beyond 16 of one address are told 503 and when to come again, until one has logged in', async () => {
    const { port, listener, connect: open, connections } = await setup();
    for (let count = 0; count < 16; count += 1) await open();
    const answer = await askForUpgrade(port);
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '2']);
    expect(listener.counters.busyAnswers).toBe(1);

    const [first] = connections;
    if (first !== undefined) listener.admitLogin(first);
    expect((await askForUpgrade(port)).status).toBe(101);
    expect(listener.counters.upgraded).toBe(17);
  });

  it('make room when they leave', async () => {
    const { port, listener, connect: open } = await setup({ limits: { maxConnectionsBeforeLoginPerAddress: 1 } });
    const { client } = await open();
    expect((await askForUpgrade(port)).status).toBe(503);
    client.terminate();
    await vi.waitFor(() => {
      expect(listener.quota.beforeLogin).toBe(0);
    });
    expect((await askForUpgrade(port)).status).toBe(101);
  });

  it.each(['maxConnectionsPerAddress', 'maxConnections'] as const)(
    'are told 503 and when to come again by a server that is full (%s), until somebody leaves',
    async (limit) => {
      const { port, listener, connect: open } = await setup({ limits: { [limit]: 3 } });
      const [first] = [await open(), await open(), await open()];
      const answer = await askForUpgrade(port);
      expect([answer.status, answer.headers['retry-after']]).toEqual([503, '2']);
      expect((await askListener(port, { path: '/health' })).status).toBe(200);
      first.client.terminate();
      await vi.waitFor(() => {
        expect(listener.quota.connections).toBe(2);
      });
      expect((await askForUpgrade(port)).status).toBe(101);
    },
  );

  it('beyond those that may wait without asking for anything are dropped before TLS', async () => {
    const { port, listener } = await setup({ limits: { maxConnectionsBeforeLoginPerAddress: 1 } });
    for (let count = 0; count < 4; count += 1) await openTlsLine(port);
    await expect(askListener(port, { path: '/health' })).rejects.toThrow(/disconnected|ECONNRESET/);
    expect(listener.counters.socketsDropped).toBe(1);
  });

  it('that say nothing after TLS are dropped', async () => {
    const { port, listener } = await setup({ limits: { headersTimeoutMs: 200 } });
    const line = await openTlsLine(port);
    await once(line.resume(), 'close');
    await vi.waitFor(() => {
      expect(listener.quota.connections).toBe(0);
    });
  });

  it('that send headers byte by byte are dropped', async () => {
    const { port } = await setup({ limits: { headersTimeoutMs: 300 } });
    const line = await openTlsLine(port);
    const dripping = setInterval(() => line.write('X'), 20);
    await expect(once(line.resume(), 'close')).resolves.toEqual([false]);
    clearInterval(dripping);
  });

  it('that never finish TLS are dropped and counted', async () => {
    const { port, listener } = await setup({ limits: { handshakeTimeoutMs: 200 } });
    const line = connectTcp({ host: '127.0.0.1', port });
    line.on('error', () => undefined);
    await once(line.resume(), 'close');
    expect(listener.counters.tlsFailures).toBe(1);
  });

  it('may send no more than 1 KiB in a frame', async () => {
    const { connect: open } = await setup();
    const { client, server } = await open();
    const closed: Closed[] = [];
    server.onText(() => undefined);
    client.onText(() => undefined);
    client.onClose((how) => closed.push(how));
    client.send(createFrame('x'.repeat(1_025)));
    await vi.waitFor(() => {
      expect(closed.map(({ code }) => code)).toEqual([1009]);
    });
  });
});

describe('[T10] a connection that is closed', () => {
  it('is gone within a second though the other end does not answer', { timeout: 15_000 }, async () => {
    const { closeTimeoutMs } = transportLimits;
    const { port, connections } = await setup({ limits: { closeTimeoutMs } });
    const client = await openRawClient(port);
    const [connection] = connections;
    const closed = new Promise<Closed>((resolve) => connection?.onClose(resolve));
    connection?.close(closeCodes.removed, 'removed');
    expect((await closed).code).toBe(1006);
    expect(closeTimeoutMs).toBeLessThan(1_000);
    client.socket.destroy();
  });
});

describe('frames to a listener', () => {
  it.each([
    ['that are not UTF-8', 1007, [{ opcode: 1, payload: Buffer.from([0xff, 0xfe]) }]],
    ['that are binary', 1003, [{ opcode: 2, payload: Buffer.from('x') }]],
    ['of more than 64 fragments', 1008, fragments(65)],
    ['over 128 KiB', 1009, [{ opcode: 1, payload: Buffer.alloc(128 * 1_024 + 1) }]],
    ['over 128 KiB in fragments', 1009, fragments(2, 70_000)],
    ['of an unknown kind', 1002, [{ opcode: 5, payload: Buffer.from('x') }]],
  ])('%s are refused with %i', async (_what, code, frames) => {
    const { port, connections, listener } = await setup({ limits: { closeTimeoutMs: 100 } });
    const client = await openRawClient(port);
    const closed: Closed[] = [];
    const texts: string[] = [];
    connections[0]?.onText((text) => texts.push(text));
    connections[0]?.onClose((how) => closed.push(how));
    for (const { opcode, payload, isFinal = true } of frames) client.sendFrame(opcode, payload, isFinal);
    expect(await client.closeCode()).toBe(code);
    await vi.waitFor(() => {
      expect(closed.map((how) => how.code)).toEqual([code]);
    });
    expect([texts, listener.counters.framesRefused]).toEqual([[], 1]);
  });

  it('that come behind a refused one are not read', async () => {
    const { port, connections } = await setup({ limits: { closeTimeoutMs: 500 } });
    const client = await openRawClient(port);
    const [connection] = connections;
    const closed = new Promise((resolve) => connection?.onClose(resolve));
    let taken = 0;
    connection?.onText(() => undefined);
    client.sendFrame(1, Buffer.alloc(128 * 1_024 + 1), true);
    const chunk = Buffer.alloc(1 << 20);
    for (let sent = 0; sent < 24; sent += 1)
      client.socket.write(chunk, () => {
        taken = connection?.bytesReceived() ?? 0;
      });
    await closed;
    expect(Math.max(taken, connection?.bytesReceived() ?? 0)).toBeLessThan(4 << 20);
    client.socket.destroy();
  });

  it('of 64 fragments are one text', async () => {
    const { port, connections } = await setup();
    const client = await openRawClient(port);
    const texts: string[] = [];
    connections[0]?.onText((text) => texts.push(text));
    for (const { opcode, payload, isFinal } of fragments(64)) client.sendFrame(opcode, payload, isFinal);
    await vi.waitFor(() => {
      expect(texts).toEqual(['x'.repeat(64)]);
    });
    client.socket.destroy();
  });

  function fragments(count: number, length = 1): { opcode: number; payload: Buffer; isFinal?: boolean }[] {
    return Array.from({ length: count }, (_, index) => ({
      opcode: index === 0 ? 1 : 0,
      payload: Buffer.alloc(length, 'x'),
      isFinal: index === count - 1,
    }));
  }
});

describe('TLS of a listener', () => {
  it('[T2] is 1.3 and nothing older', async () => {
    const { port, listener } = await setup();
    const line = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, maxVersion: 'TLSv1.2' });
    const [error] = (await once(line, 'error').catch((failure: unknown) => [failure])) as [Error];
    expect(error.message).toMatch(/protocol version/);
    expect(listener.counters.tlsFailures).toBe(1);
  });

  it('[T2] resumes no session, although OpenSSL sends tickets', async () => {
    const { port } = await setup();
    const line = await openTlsLine(port);
    line.write('GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    const [session] = (await once(line, 'session')) as [Buffer];
    await once(line.resume(), 'close');
    const second = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, session });
    await once(second, 'secureConnect');
    expect(second.isSessionReused()).toBe(false);
    second.destroy();
  });

  it('[T2] shows an ECDSA P-256 certificate that tells nothing, another at each start', async () => {
    const first = await setup();
    const second = await setup();
    const line = await openTlsLine(first.port);
    const shown = line.getPeerX509Certificate();
    line.destroy();
    expect(shown?.subject).toBe('CN=hallway');
    expect(shown?.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    expect(first.certificate.hash).not.toEqual(second.certificate.hash);
  });
});

describe('a listener that closes', () => {
  it('[D13] sends 1001 to everybody, drops strangers at the door and takes nobody in', async () => {
    const { port, listener, connect: open } = await setup();
    const { client } = await open();
    const closed: Closed[] = [];
    client.onText(() => undefined);
    client.onClose((how) => closed.push(how));
    const silent = await openTlsLine(port);
    const dropped = once(silent.resume(), 'close');
    await listener.close();
    await dropped;
    await vi.waitFor(() => {
      expect(closed.map(({ code }) => code)).toEqual([1001]);
    });
    await expect(askListener(port)).rejects.toThrow(/ECONNREFUSED/);
  });

  it('waits no longer than its limit for those that do not answer', async () => {
    const { port, listener } = await setup({ limits: { closeTimeoutMs: 100 } });
    const client = await openRawClient(port);
    client.socket.pause();
    // Without a limit it waits for an answer that never comes.
    await expect(listener.close()).resolves.toBeUndefined();
  });
});

describe('[T11] a listener that is not there for every network', () => {
  const aliases = ['127.0.0.2', '127.0.0.3'] as const;

  it('drops who comes from another before a byte of TLS, and counts it', async () => {
    const { listener, port, connections } = await setup({
      hosts: ['0.0.0.0'],
      isServed: (localAddress) => localAddress === aliases[0],
    });
    expect((await askListener(port, { host: aliases[0], path: '/health' })).status).toBe(200);
    const socket = connectTcp(port, aliases[1]);
    const heard: Buffer[] = [];
    socket.on('data', (bytes: Buffer) => heard.push(bytes)).on('error', () => undefined);
    await once(socket, 'close');
    expect(heard).toEqual([]);
    expect(listener.counters).toMatchObject({ networkRefusals: 1, socketsDropped: 0, tlsFailures: 0 });
    expect(connections).toHaveLength(0);
  });

  it('is told from which address somebody comes, whichever they reach', async () => {
    const asked: string[] = [];
    const { port } = await setup({
      hosts: ['0.0.0.0'],
      isServed: (localAddress, remoteAddress) => {
        asked.push(`${localAddress} from ${remoteAddress}`);
        return remoteAddress === aliases[0];
      },
    });
    const closed = ([remote, local]: readonly [string, string]) =>
      once(
        connectTcp({ port, host: local, localAddress: remote }).on('error', () => undefined),
        'close',
      );
    await closed([aliases[1], aliases[0]]);
    expect(asked).toEqual([`${aliases[0]} from ${aliases[1]}`]);
  });

  it('drops who is connected when it is there for them no more', async () => {
    let served: readonly string[] = aliases;
    const { listener, port, connections } = await setup({
      hosts: ['0.0.0.0'],
      isServed: (localAddress) => served.includes(localAddress),
    });
    const clients = await Promise.all(
      aliases.map(async (host) => {
        const dialled = await dial({ host, port }, { clock: systemClock });
        if (!dialled.ok) throw new Error(dialled.error.type);
        return dialled.value;
      }),
    );
    expect(connections).toHaveLength(2);
    const [stays, goes] = clients.map((client) => {
      let isClosed = false;
      client.onClose(() => (isClosed = true));
      return () => isClosed;
    });
    served = [aliases[0]];
    listener.dropUnserved();
    await vi.waitFor(() => expect(goes?.()).toBe(true));
    expect(stays?.()).toBe(false);
  });
});
