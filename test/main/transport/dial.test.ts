import { createHash } from 'node:crypto';
import { createServer as createHttps } from 'node:https';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '#main/system-clock.ts';
import { createCertificate } from '#main/transport/certificate.ts';
import { dialFailureOf, dialFailureOfAnswer } from '#main/transport/dial-failure.ts';
import type { Closed } from '#main/transport/connection.ts';
import { dial } from '#main/transport/dial.ts';
import { inspectLine } from '#main/transport/dial-tls.ts';
import { startTlsServer } from '#test/support/tls-server.ts';

const disposals: (() => unknown)[] = [];

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket.on('error', () => undefined)));
  disposals.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function listenHttps(
  answer: Parameters<typeof createHttps>[1],
  options: Parameters<typeof createHttps>[0] = {},
): Promise<number> {
  const certificate = await createCertificate();
  return listen(createHttps({ cert: certificate.certificatePem, key: certificate.privateKeyPem, ...options }, answer));
}

function call(port: number, options: Partial<Parameters<typeof dial>[1]> = {}) {
  return dial({ host: '127.0.0.1', port }, { clock: systemClock, ...options });
}

afterEach(async () => {
  await Promise.all(disposals.splice(0).map((dispose) => dispose()));
});

describe('dialling', () => {
  it('[T2] a server gives a connection that knows the certificate it saw', async () => {
    const { listener, certificate } = await startTlsServer();
    disposals.push(() => listener.close());
    const dialled = await call(listener.port);
    expect(dialled.ok && dialled.value.certificateHash).toEqual(certificate.hash);
    if (dialled.ok) dialled.value.terminate();
  });

  it('[T2] over a session that was taken up, in which nobody shows a certificate, is refused', async () => {
    const { listener } = await startTlsServer();
    disposals.push(() => listener.close());
    const socket = connectTls({ host: '127.0.0.1', port: listener.port, rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    expect(inspectLine(socket).ok).toBe(true);
    const again = Object.assign(socket, { isSessionReused: () => true });
    expect(inspectLine(again)).toMatchObject({ error: { type: 'tls_failed', code: 'SESSION_REUSED' } });
    socket.destroy();
  });

  it('by name asks for the address, which servers always know', async () => {
    const { listener } = await startTlsServer();
    disposals.push(() => listener.close());
    const dialled = await dial({ host: 'localhost', port: listener.port }, { clock: systemClock });
    expect(dialled.ok && dialled.value.remoteAddress).toBe('127.0.0.1');
    if (dialled.ok) dialled.value.terminate();
  });

  it('what is not local is never called, by its address or by a name', async () => {
    let calls = 0;
    const server = createServer(() => {
      calls += 1;
    });
    const port = await listen(server);
    const isLocal = (): boolean => false;
    expect(await call(port, { isLocal })).toEqual({ ok: false, error: { type: 'not_local' } });
    const named = await dial({ host: 'localhost', port }, { clock: systemClock, isLocal });
    expect(named).toEqual({ ok: false, error: { type: 'not_local' } });
    expect(calls).toBe(0);
  });

  it('a port where nobody listens is refused', async () => {
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await call(port)).toEqual({ ok: false, error: { type: 'refused' } });
  });

  it('who never answers takes no longer than the time given', async () => {
    const port = await listen(createServer());
    expect(await call(port, { timeoutMs: 100 })).toEqual({ ok: false, error: { type: 'timeout', timeoutMs: 100 } });
  });

  it('who never answers the upgrade does neither', async () => {
    const port = await listenHttps(() => undefined);
    expect(await call(port, { timeoutMs: 200 })).toEqual({ ok: false, error: { type: 'timeout', timeoutMs: 200 } });
  });

  it('ends when the caller no longer wants it, before or during', async () => {
    const port = await listen(createServer());
    expect(await call(port, { signal: AbortSignal.abort() })).toEqual({ ok: false, error: { type: 'aborted' } });
    const controller = new AbortController();
    const called = call(port, { signal: controller.signal });
    setTimeout(() => {
      controller.abort();
    }, 20);
    expect(await called).toEqual({ ok: false, error: { type: 'aborted' } });
  });

  it('something that is not TLS, or not 1.3, is said to be that', async () => {
    const plain = await listen(createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')));
    expect(await call(plain)).toMatchObject({ error: { type: 'tls_failed' } });
    const old = await listenHttps(() => undefined, { maxVersion: 'TLSv1.2' });
    expect(await call(old)).toMatchObject({ error: { type: 'tls_failed' } });
  });

  it('another web server is not Hallway', async () => {
    const port = await listenHttps((_request, response) => response.writeHead(404).end('nothing here'));
    expect(await call(port)).toEqual({ ok: false, error: { type: 'not_hallway' } });
  });

  it('a server that answers with 12 KiB of headers is not heard to their end, and is not Hallway', async () => {
    const headers = { 'X-Long': 'x'.repeat(12 * 1_024), 'Retry-After': '7' };
    const busy = await listenHttps((_request, response) => response.writeHead(503, headers).end());
    expect(await call(busy)).toEqual({ ok: false, error: { type: 'not_hallway' } });
    const { 'X-Long': _long, ...short } = headers;
    const brief = await listenHttps((_request, response) => response.writeHead(503, short).end());
    expect(await call(brief)).toEqual({ ok: false, error: { type: 'busy', retryAfterMs: 7_000 } });
  });

  it('a web server that redirects is not followed', async () => {
    const port = await listenHttps((_request, response) =>
      response.writeHead(302, { Location: 'https://[::1]/' }).end(),
    );
    expect(await call(port)).toEqual({ ok: false, error: { type: 'not_hallway' } });
  });

  it('a server that hangs up is said to', async () => {
    const port = await listen(createServer((socket) => socket.destroy()));
    expect(await call(port)).toEqual({ ok: false, error: { type: 'cut_off' } });
    const rude = await listenHttps((request) => request.socket.destroy());
    expect(await call(rude)).toEqual({ ok: false, error: { type: 'cut_off' } });
  });

  it('a server that resets the connection behind its part of the handshake is said to hang up', async () => {
    const inner = await listenHttps(() => undefined);
    const port = await listen(
      createServer((socket) => {
        const behind = connect(inner, '127.0.0.1');
        behind.on('error', () => undefined);
        behind.once('data', (flight) => {
          socket.write(flight);
          socket.resetAndDestroy();
          behind.destroy();
        });
        socket.pipe(behind);
      }),
    );
    expect(await call(port)).toEqual({ ok: false, error: { type: 'cut_off' } });
  });

  it('a full server says when to come again', async () => {
    const { listener, connect } = await startTlsServer({
      limits: { maxConnectionsBeforeLogin: 1, retryAfterSeconds: 7 },
    });
    disposals.push(() => listener.close());
    const { client } = await connect();
    expect(await call(listener.port)).toEqual({ ok: false, error: { type: 'busy', retryAfterMs: 7_000 } });
    client.terminate();
  });
});

describe('a failure to dial', () => {
  it.each([
    ['EHOSTUNREACH', { type: 'unreachable', code: 'EHOSTUNREACH' }],
    ['ENETUNREACH', { type: 'unreachable', code: 'ENETUNREACH' }],
    ['ETIMEDOUT', { type: 'unreachable', code: 'ETIMEDOUT' }],
    ['ENOTFOUND', { type: 'unknown_name' }],
    ['EAI_AGAIN', { type: 'unknown_name' }],
    ['EPIPE', { type: 'cut_off' }],
    ['EPROTO', { type: 'tls_failed', code: 'EPROTO' }],
    ['HPE_INVALID_CONSTANT', { type: 'not_hallway' }],
  ])('with %s has a type to act on', (code, failure) => {
    expect(dialFailureOf(Object.assign(new Error('failed'), { code }))).toEqual(failure);
  });

  it('keeps within bounds what a server asks to wait', () => {
    expect(dialFailureOfAnswer(503, undefined)).toEqual({ type: 'busy', retryAfterMs: 2_000 });
    expect(dialFailureOfAnswer(503, '999999999')).toEqual({ type: 'busy', retryAfterMs: 60_000 });
    expect(dialFailureOfAnswer(503, '-5')).toEqual({ type: 'busy', retryAfterMs: 2_000 });
    expect(dialFailureOfAnswer(503, 'Wed, 21 Oct 2026 07:28:00 GMT')).toEqual({ type: 'busy', retryAfterMs: 2_000 });
    expect(dialFailureOfAnswer(403, undefined)).toEqual({ type: 'turned_away', status: 403 });
  });
});

describe('frames to a client', () => {
  /** A server that lets everybody upgrade, and then says these bytes and whatever `more` says. */
  async function dialWhoSays(bytes: Buffer, more: (socket: Duplex) => void = () => undefined) {
    const certificate = await createCertificate();
    const server = createHttps({ cert: certificate.certificatePem, key: certificate.privateKeyPem });
    server.on('upgrade', ({ headers }, socket) => {
      const key = `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
      const accept = createHash('sha1').update(key).digest('base64');
      const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
      socket.on('error', () => undefined);
      socket.write([...head, `Sec-WebSocket-Accept: ${accept}`, '', ''].join('\r\n'));
      socket.write(bytes);
      more(socket);
    });
    const dialled = await call(await listen(server));
    if (!dialled.ok) throw new Error(dialled.error.type);
    const connection = dialled.value;
    const texts: string[] = [];
    connection.onText((text) => texts.push(text));
    const closed = await new Promise<Closed>((resolve) => connection.onClose(resolve));
    return { closed, texts, bytesReceived: connection.bytesReceived() };
  }

  /** The head of a frame of that length; nothing of it follows. */
  function headOf(length: number, opcode = 1): Buffer {
    const head = Buffer.alloc(10);
    head.writeUInt8(0x80 | opcode, 0);
    head.writeUInt8(127, 1);
    head.writeBigUInt64BE(BigInt(length), 2);
    return head;
  }

  const fragments = Buffer.concat(
    Array.from({ length: 65 }, (_, index) => Buffer.from([index === 0 ? 0x01 : index === 64 ? 0x80 : 0x00, 1, 0x78])),
  );

  it.each([
    ['of 99 MB, before the first byte of it', 1009, headOf(99_000_000)],
    ['of one byte more than 128 KiB', 1009, headOf(128 * 1_024 + 1)],
    ['of more than 64 fragments', 1008, fragments],
    ['that are binary', 1003, Buffer.from([0x82, 1, 0x78])],
  ])('[T3] %s are refused with %i', async (_what, code, bytes) => {
    expect(await dialWhoSays(bytes)).toMatchObject({ closed: { code }, texts: [] });
  });

  it('[T3] that come behind a refused one are not read', async () => {
    const chunk = Buffer.alloc(1 << 20, 'x');
    const pour = (socket: Duplex): void => {
      if (socket.writable) socket.write(chunk, () => pour(socket));
    };
    const { closed, bytesReceived } = await dialWhoSays(headOf(99_000_000), pour);
    expect(closed.code).toBe(1009);
    expect(bytesReceived).toBeLessThan(4 << 20);
  });
});
