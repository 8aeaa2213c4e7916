import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { bindHosts } from '#main/transport/bind-hosts.ts';

const open: Server[] = [];

function create(): Server {
  const server = createServer();
  open.push(server);
  return server;
}

/** A run of ports of which the first so many are taken; the first of them. */
async function takePorts(count: number): Promise<number> {
  for (let port = 42_000; port < 60_000; port += count) {
    const taken = await Promise.all(Array.from({ length: count }, (_, index) => listen(port + index)));
    if (taken.every(Boolean)) return port;
  }
  throw new Error('no free ports');
}

function listen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    create()
      .once('error', () => {
        resolve(false);
      })
      .listen(port, '127.0.0.1', () => {
        resolve(true);
      });
  });
}

function bind(hosts: readonly string[], port: number, maxTries = 20) {
  return bindHosts({ hosts, port, maxTries, createServer: create });
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

describe('binding', () => {
  it('takes one port for all addresses', async () => {
    const bound = await bind(['127.0.0.1', '127.0.0.2', '127.0.0.3'], 0);
    expect(bound.ok && bound.value.servers.map((server) => (server.address() as AddressInfo).port)).toEqual(
      bound.ok ? Array(3).fill(bound.value.port) : null,
    );
    expect(bound).toMatchObject({ ok: true, value: { missingHosts: [] } });
  });

  it('goes on to the next port that is free', async () => {
    const port = await takePorts(3);
    const bound = await bind(['127.0.0.1'], port);
    expect(bound.ok && bound.value.port).toBeGreaterThanOrEqual(port + 3);
  });

  it('leaves a port alone that is taken on one of its addresses only', async () => {
    const port = await takePorts(1);
    const bound = await bind(['127.0.0.2', '127.0.0.1'], port);
    expect(bound.ok && bound.value.port).toBeGreaterThan(port);
    expect(open.filter((server) => server.listening)).toHaveLength(3);
  });

  it('says which ports were taken when it tried enough', async () => {
    const port = await takePorts(3);
    expect(await bind(['127.0.0.1'], port, 3)).toEqual({
      ok: false,
      error: { type: 'ports_taken', from: port, to: port + 2 },
    });
  });

  it('never tries a port above the last', async () => {
    expect(await bind(['127.0.0.1'], 65_535)).toMatchObject({ value: { port: 65_535 } });
    expect(await bind(['127.0.0.1'], 65_535)).toMatchObject({ error: { from: 65_535, to: 65_535 } });
  });

  it('does without addresses that are not there, and fails without any', async () => {
    expect(await bind(['127.0.0.1', '192.0.2.77'], 0)).toMatchObject({ value: { missingHosts: ['192.0.2.77'] } });
    expect(await bind(['192.0.2.77', '2001:db8::77'], 0)).toEqual({
      ok: false,
      error: { type: 'no_address', hosts: ['192.0.2.77', '2001:db8::77'] },
    });
  });

  it.skipIf(process.platform !== 'linux' || process.getuid?.() === 0)('says that a port is forbidden', async () => {
    expect(await bind(['127.0.0.1'], 1)).toEqual({ ok: false, error: { type: 'port_forbidden', port: 1 } });
  });
});
