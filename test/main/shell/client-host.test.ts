import { describe, expect, it } from 'vitest';
import type { DevicePresence } from '#shared/domain/presence.ts';
import { clientCalls, type ClientContract } from '#shared/ipc/client-control.ts';
import { serveRpc } from '#shared/ipc/rpc.ts';
import type { ClientView } from '#shared/ipc/shell-api.ts';
import type { StartProblem } from '#shared/ipc/start-problem.ts';
import { silentLogger } from '#shared/logger.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { createClientHost } from '#main/shell/client-host.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { deviceKeyOf } from '#test/support/sample-ids.ts';
import { playChild, type PlayedChild } from '#test/support/played-child.ts';

const inUse = { type: 'folder_in_use', folder: '/nowhere', pid: 7 } as const;
const turn = () => new Promise(setImmediate);

/** A client host whose processes are played by this test. */
function setupClient(answer: Result<null, StartProblem> = ok(null)) {
  const clock = createFakeClock();
  const children: PlayedChild[] = [];
  const views: ClientView['type'][] = [];
  const opened: unknown[] = [];
  const presences: DevicePresence[] = [];
  let running = 0;
  const client = createClientHost({
    clock,
    log: silentLogger,
    dataFolder: '/nowhere',
    isDiscovering: true,
    sealKey: 'k'.repeat(43),
    onChange: ({ type }) => views.push(type),
    onControl: () => (running += 1),
    spawn: () => {
      const child = playChild((_name, port) => {
        serveRpc<ClientContract>(port, {
          calls: clientCalls,
          handlers: {
            'client.open': (params) => {
              opened.push(params);
              return Promise.resolve(answer);
            },
            'client.deviceKey': () => Promise.resolve(ok(deviceKeyOf(1))),
            'client.wake': () => Promise.resolve(ok(null)),
            'presence.set': ({ state }) => {
              presences.push(state);
              return Promise.resolve(ok(null));
            },
          },
          onBug: (error) => {
            throw error;
          },
        });
      });
      children.push(child);
      return child;
    },
  });
  client.start();
  return { clock, client, children, views, opened, presences, running: () => running };
}

describe('the process that holds the chat', () => {
  it('is told by a message what it opens, the key among it, and is there once it has', async () => {
    const { client, children, opened } = setupClient();
    expect(client.child()).toBeNull();
    await turn();
    expect(opened).toEqual([{ dataFolder: '/nowhere', isDiscovering: true, sealKey: 'k'.repeat(43) }]);
    expect([client.child(), client.view()]).toEqual([children[0], { type: 'running' }]);
  });

  it('comes back by itself after it was killed, and is told again who is at the computer', async () => {
    const { clock, client, children, views, presences, running } = setupClient();
    await turn();
    client.setPresence('away');
    children[0]?.crash();
    await turn();
    expect(client.child()).toBeNull();
    clock.advance(250);
    await turn();
    expect(views).toEqual(['starting', 'running', 'restarting', 'running']);
    expect([client.child(), presences, running()]).toEqual([children[1], ['away', 'away'], 2]);
  });

  it('is waited for by whoever asks before it serves, and never for ever', async () => {
    const { clock, client, children } = setupClient();
    const got: unknown[] = [];
    client.onceServing((child) => got.push(child));
    expect(got).toEqual([]);
    await turn();
    client.onceServing((child) => got.push(child));
    expect(got).toEqual([children[0], children[0]]);
    children[0]?.crash();
    await turn();
    client.onceServing((child) => got.push(child));
    clock.advance(250);
    await turn();
    expect(got.at(-1)).toBe(children[1]);
    const refused = setupClient(err(inUse)).client;
    refused.onceServing((child) => got.push(child));
    await turn();
    await turn();
    refused.onceServing((child) => got.push(child));
    expect(got.slice(-2)).toEqual([null, null]);
  });

  it('is given up after five crashes within a minute, and begins anew when it is asked to', async () => {
    const { clock, client, children } = setupClient();
    for (let count = 0; count < 5; count += 1) {
      await turn();
      children.at(-1)?.crash();
      await turn();
      clock.advance(2_000);
    }
    expect([client.view(), children.length]).toEqual([{ type: 'failed', problem: { type: 'keeps_ending' } }, 5]);
    expect(client.start()).toEqual({ type: 'starting' });
    await turn();
    expect([client.view().type, children.length]).toEqual(['running', 6]);
  });

  it('that cannot open its folder says why, and is not tried again', async () => {
    const { clock, client, children } = setupClient(err(inUse));
    await turn();
    await turn();
    clock.advance(60_000);
    expect(client.view()).toEqual({ type: 'failed', problem: inUse });
    expect(children).toHaveLength(1);
  });
});
