import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { startCuttingProxy, type CuttingProxy } from './cutting-proxy.ts';

let open: { readonly server: Server; readonly proxy: CuttingProxy } | null = null;
afterEach(() => {
  open?.proxy.close();
  open?.server.close();
  open = null;
});

it('passes bytes on, and cuts after exactly so many in either direction', async () => {
  const { proxy, received } = await setupProxy();
  expect(await talk(proxy, 'hello')).toBe('HELLO');
  for (const afterBytes of [1, 4]) {
    proxy.cutAt(() => ({ direction: 'up', afterBytes }));
    await talk(proxy, 'hello');
    expect(await received()).toBe('hello'.slice(0, afterBytes));
    proxy.cutAt(() => ({ direction: 'down', afterBytes }));
    expect(await talk(proxy, 'hello')).toBe('HELLO'.slice(0, afterBytes));
  }
  proxy.cutAt(() => ({ direction: 'down', afterBytes: 0 }));
  expect(await talk(proxy, 'hello')).toBe('');
  expect(proxy.cuts()).toBe(5);
});

it('what is swallowed stays open and gets no answer; who comes after the mending is served', async () => {
  const { proxy } = await setupProxy();
  const swallowed = connect(proxy.port, '127.0.0.1');
  await once(swallowed, 'connect');
  swallowed.write('a');
  await once(swallowed, 'data');
  proxy.swallow();
  swallowed.write('b');
  proxy.mend();
  expect(await talk(proxy, 'hello')).toBe('HELLO');
  expect([swallowed.destroyed, swallowed.readableLength, swallowed.bytesRead]).toEqual([false, 0, 1]);
  swallowed.destroy();
});

/** Behind the proxy a server says everything again in capitals. */
async function setupProxy() {
  let last: Promise<string> = Promise.resolve('');
  const server = createServer((socket: Socket) => {
    let heard = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
      socket.write(chunk.toString().toUpperCase());
    });
    last = once(socket, 'close').then(() => heard);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await startCuttingProxy((server.address() as AddressInfo).port);
  open = { server, proxy };
  /** What the last connection had said by the time it ended. */
  return { proxy, received: () => last };
}

/** What was heard by the time it was all heard, or the line was cut. */
async function talk(proxy: CuttingProxy, text: string): Promise<string> {
  const socket = connect(proxy.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(text);
  let heard = '';
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString();
    if (heard.length === text.length) socket.destroy();
  });
  await once(socket, 'close');
  return heard;
}
