import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { runEcho } from '#test/contract/port-echo.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import { openBrowserDoor, type BrowserDoor } from '#main/shell/browser-door.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { tokenOf, walkIn } from '#test/support/walk-in.ts';

const page = { bytes: Buffer.from('<!doctype html>'), type: 'text/html; charset=utf-8' };

let door: BrowserDoor | null = null;
afterEach(async () => {
  await door?.close();
  door = null;
});

async function setupDoor(ready: () => Promise<void> = () => Promise.resolve(), isForeign = () => false) {
  const opened = await openBrowserDoor({
    port: 0,
    random: systemRandom,
    clock: createFakeClock(),
    files: new Map([['/', page]]),
    ready,
    isForeign,
    onPort: (_name, port) => {
      runEcho(port);
    },
  });
  door = opened;
  const address = new URL(opened.newAddress());
  const ask = async (path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> => {
    const asked = httpRequest(new URL(path, address), { headers });
    asked.end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    response.resume();
    return response;
  };
  const post = (body: string) =>
    fetch(new URL('/key', address), {
      method: 'POST',
      body,
      headers: { origin: address.origin, 'content-type': 'application/json', 'hallway-door': 'token' },
    });
  const open = (protocols: string[], origin = address.origin): WebSocket =>
    new WebSocket(`ws://${address.host}/ports/chat`, protocols, { origin });
  return { address, ask, post, open };
}

/** A door, and what opens its ports. */
async function setupAdmitted(ready?: () => Promise<void>) {
  const parts = await setupDoor(ready);
  return { ...parts, protocols: ['hallway', await walkIn(parts.address)] };
}

async function closeCode(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number];
  return code;
}

describe('another user of this computer', () => {
  it('is shut out before a word is read', async () => {
    const { ask } = await setupDoor(undefined, () => true);
    await expect(ask('/')).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
});

describe('a port', () => {
  it('opens once there is somebody to talk to', async () => {
    let serve = (): void => undefined;
    const served = new Promise<void>((resolve) => {
      serve = resolve;
    });
    let asked = (): void => undefined;
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const { open, protocols } = await setupAdmitted(() => {
      asked();
      return served;
    });
    const socket = open(protocols);
    await isAsked;
    expect(socket.readyState).toBe(WebSocket.CONNECTING);
    serve();
    await once(socket, 'open');
    socket.close();
  });

  it('that still waits for somebody keeps no door from closing', async () => {
    let asked = (): void => undefined;
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const { open, protocols } = await setupAdmitted(() => {
      asked();
      return new Promise(() => undefined);
    });
    const socket = open(protocols);
    const failed = once(socket, 'error');
    await isAsked;
    await Promise.all([door?.close(), failed]);
    expect(socket.readyState).not.toBe(WebSocket.OPEN);
    door = null;
  });
});

/** Somebody who asks for a port and breaks the connection off, which the door reads as an error. */
async function askAndReset({ host, port }: URL, origin: string, protocols: readonly string[]): Promise<void> {
  const socket = connect(Number(port), '127.0.0.1');
  const lines = [
    ...['GET /ports/chat HTTP/1.1', `Host: ${host}`, `Origin: ${origin}`, 'Connection: Upgrade', 'Upgrade: websocket'],
    ...['Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${'A'.repeat(22)}==`],
    `Sec-WebSocket-Protocol: ${protocols.join(', ')}`,
  ];
  await once(socket, 'connect');
  socket.write(`${lines.join('\r\n')}\r\n\r\n`, () => socket.resetAndDestroy());
  await once(socket, 'close');
}

describe('who breaks off while a port is opened', () => {
  it.each(['http://evil.example', null])('harms nobody else (origin %s)', async (origin) => {
    const errors: unknown[] = [];
    const note = (error: unknown) => void errors.push(error);
    process.prependListener('uncaughtException', note);
    const { address, ask, protocols } = await setupAdmitted(() => new Promise(() => undefined));
    for (let count = 0; count < 5; count += 1) {
      await askAndReset(address, origin ?? address.origin, protocols);
      expect((await ask('/')).statusCode).toBe(200);
    }
    process.off('uncaughtException', note);
    expect(errors).toEqual([]);
  });
});

describe('the browser shell', () => {
  it('prints its token where no browser sends it, and shows the page to whoever comes, with nothing to keep', async () => {
    const { address, ask } = await setupDoor();
    expect(address.hash).toMatch(/^#token=[\w-]{43}$/u);
    expect([address.pathname, address.search]).toEqual(['/', '']);
    const response = await ask('/');
    expect([response.statusCode, response.headers['set-cookie']]).toEqual([200, undefined]);
    expect((await ask('/../package.json')).statusCode).toBe(404);
  });

  it('exchanges the token for the secret once', async () => {
    const { address, post } = await setupDoor();
    expect(await walkIn(address)).toMatch(/^[\w-]{43}$/u);
    const again = await post(JSON.stringify({ token: tokenOf(address) }));
    expect([again.status, await again.text()]).toEqual([401, 'Refused.\n']);
  });

  it.each(['', '{', 'null', '{"token":7}', `{"token":"${'x'.repeat(900)}"}`])('makes nothing of %j', async (body) => {
    const { post } = await setupDoor();
    expect((await post(body)).status).toBe(401);
  });

  it('reads no more than a token needs', async () => {
    const { address, post } = await setupDoor();
    const padded = JSON.stringify({ token: tokenOf(address), more: 'x'.repeat(2_000) });
    // It may be hung up on before it has read its answer.
    expect(
      await post(padded).then(
        ({ status }) => status,
        () => 401,
      ),
    ).toBe(401);
    expect(await walkIn(address)).toMatch(/^[\w-]{43}$/u);
  });

  it('lets a page load nothing from outside and nothing inline, whatever the answer', async () => {
    const { ask } = await setupDoor();
    for (const path of ['/', '/nothing']) {
      const { headers } = await ask(path);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/u);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    }
  });

  it('carries messages as JSON, and hangs up on what is none', async () => {
    const { open, protocols } = await setupAdmitted();
    const socket = open(protocols);
    await once(socket, 'open');
    socket.send('{"text":"\\u0000Grüße"}');
    const [data] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(data.toString('utf8'))).toEqual({ text: '\0Grüße' });
    socket.send('{');
    expect(await closeCode(socket)).toBe(1003);
  });

  it('hangs up on what is nested so deep that whoever passes it on would fall over it', async () => {
    const { open, protocols } = await setupAdmitted();
    const socket = open(protocols);
    await once(socket, 'open');
    socket.send(`{"call":1,"name":"x","params":${'['.repeat(300_000)}${']'.repeat(300_000)}}`);
    expect(await closeCode(socket)).toBe(1003);
  });

  it('says what it speaks, and never the secret', async () => {
    const { open, protocols } = await setupAdmitted();
    const socket = open(protocols.toReversed());
    const [upgraded] = (await once(socket, 'upgrade')) as [IncomingMessage];
    expect(upgraded.headers['sec-websocket-protocol']).toBe('hallway');
  });

  it('says to a page without the secret that it is not admitted, and to another page nothing', async () => {
    const { open, protocols } = await setupAdmitted();
    expect(await closeCode(open(['hallway']))).toBe(4401);
    expect(await closeCode(open(['hallway', 'guessed']))).toBe(4401);
    const foreign = open(protocols, 'http://evil.example');
    const [error] = (await once(foreign, 'error')) as [Error];
    expect(error.message).toContain('403');
  });

  it('belongs to the tab that came last', async () => {
    const { open, protocols } = await setupAdmitted();
    const first = open(protocols);
    await once(first, 'open');
    const code = closeCode(first);
    const second = open(protocols);
    await once(second, 'open');
    expect(await code).toBe(4409);
    second.send('"still here"');
    const [data] = (await once(second, 'message')) as [Buffer];
    expect(String(data)).toBe('"still here"');
  });

  it('stays with its tab when another comes that knows only the address', async () => {
    const { open, protocols } = await setupAdmitted();
    const first = open(protocols);
    await once(first, 'open');
    expect(await closeCode(open(['hallway']))).toBe(4401);
    first.send('"still here"');
    const [data] = (await once(first, 'message')) as [Buffer];
    expect(String(data)).toBe('"still here"');
  });
});
