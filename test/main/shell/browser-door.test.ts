import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { runEcho } from '#test/contract/port-echo.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import { openBrowserDoor, type BrowserDoor } from '#main/shell/browser-door.ts';

const page = { bytes: Buffer.from('<!doctype html>'), type: 'text/html; charset=utf-8' };

let door: BrowserDoor | null = null;
afterEach(async () => {
  await door?.close();
  door = null;
});

async function setupDoor() {
  const opened = await openBrowserDoor({
    port: 0,
    random: systemRandom,
    files: new Map([['/', page]]),
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
  const admitted = async () => {
    const response = await ask(`/${address.search}`);
    return { response, cookie: String(response.headers['set-cookie']?.[0]).split(';')[0] ?? '' };
  };
  const open = (name: string, headers: Record<string, string>, origin = address.origin): WebSocket =>
    new WebSocket(`ws://${address.host}/ports/${name}`, { origin, headers });
  return { ask, admitted, open };
}

async function closeCode(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number];
  return code;
}

describe('the browser shell', () => {
  it('exchanges the printed address for a cookie that scripts cannot read, and shows the page without the token', async () => {
    const { ask, admitted } = await setupDoor();
    const { response, cookie } = await admitted();
    expect([response.statusCode, response.headers.location]).toEqual([303, '/']);
    expect(response.headers['set-cookie']?.[0]).toMatch(/^hallway=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/u);
    expect((await ask('/', { cookie })).statusCode).toBe(200);
    expect((await ask('/../package.json', { cookie })).statusCode).toBe(404);
    expect((await ask('/')).statusCode).toBe(401);
  });

  it('lets a page load nothing from outside and nothing inline, whatever the answer', async () => {
    const { ask } = await setupDoor();
    const { headers } = await ask('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/u);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });

  it('carries messages as JSON, and hangs up on what is none', async () => {
    const { admitted, open } = await setupDoor();
    const { cookie } = await admitted();
    const socket = open('chat', { cookie });
    await once(socket, 'open');
    socket.send('{"text":"\\u0000Grüße"}');
    const [data] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(data.toString('utf8'))).toEqual({ text: '\0Grüße' });
    socket.send('{');
    expect(await closeCode(socket)).toBe(1003);
  });

  it('says to a page without a cookie that it is not admitted, and to another page nothing', async () => {
    const { admitted, open } = await setupDoor();
    const { cookie } = await admitted();
    expect(await closeCode(open('chat', {}))).toBe(4401);
    const foreign = open('chat', { cookie }, 'http://evil.example');
    const [error] = (await once(foreign, 'error')) as [Error];
    expect(error.message).toContain('403');
  });

  it('belongs to the tab that came last', async () => {
    const { admitted, open } = await setupDoor();
    const { cookie } = await admitted();
    const first = open('chat', { cookie });
    await once(first, 'open');
    const code = closeCode(first);
    const second = open('chat', { cookie });
    await once(second, 'open');
    expect(await code).toBe(4409);
    second.send('"still here"');
    const [data] = (await once(second, 'message')) as [Buffer];
    expect(String(data)).toBe('"still here"');
  });
});
