import { EventEmitter } from 'node:events';
import { spawnSync } from 'node:child_process';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { ClientContract } from '#shared/ipc/client-control.ts';
import { createRpcClient } from '#shared/ipc/rpc.ts';
import { err } from '#shared/result.ts';
import { utilityChild } from '#main/electron/utility-child.ts';
import { endPort, type ChannelEnd } from '#main/ipc/channel-end.ts';

/** An end of a channel of Node, with the manners of Electron's. */
function channelEnd(port: MessagePort): ChannelEnd {
  return {
    on: (event: 'message' | 'close', listener: (event: { readonly data: unknown }) => void) =>
      event === 'close' ? port.on('close', listener) : port.on('message', (data) => listener({ data })),
    start: () => port.start(),
    postMessage: (message) => port.postMessage(message),
    close: () => port.close(),
  };
}

function openChannel(): readonly [ChannelEnd, ChannelEnd] {
  const { port1, port2 } = new MessageChannel();
  return [channelEnd(port1), channelEnd(port2)];
}

/** A process that has died, which Electron has not told yet: what is posted to it is dropped, and what goes along stays. */
function setupDying(pid?: number) {
  const posted: unknown[] = [];
  const dying = Object.assign(new EventEmitter(), {
    pid,
    postMessage: (message: unknown) => void posted.push(message),
  });
  return { dying, posted, child: utilityChild(dying, openChannel) };
}

describe('a utility process', () => {
  it('that dies before it takes a port leaves no call over that port unanswered', async () => {
    const { dying, child } = setupDying();
    const waiting = createRpcClient<ClientContract>(child.openPort('control')).call('client.wake', {});
    dying.emit('exit', 9);
    expect(await waiting).toEqual(err({ type: 'port_closed' }));
  });

  it('that dies before it takes a window’s port closes that', async () => {
    const { dying, child } = setupDying();
    const [windowEnd, end] = openChannel();
    const closed = new Promise<string>((resolve) => {
      endPort(windowEnd).onClose(() => {
        resolve('closed');
      });
    });
    child.handPort('chat', end);
    dying.emit('exit', 9);
    expect(await closed).toBe('closed');
  });

  it('that is gone is told nothing, and closes what it would be handed', async () => {
    const { dying, posted, child } = setupDying();
    dying.emit('exit', 0);
    const late = createRpcClient<ClientContract>(child.openPort('chat'));
    expect(await late.call('client.wake', {})).toEqual(err({ type: 'port_closed' }));
    child.leave();
    expect(posted).toEqual([]);
  });

  it('takes nobody along when V8 gives up in it', async () => {
    const { dying, child } = setupDying();
    dying.emit('error', 'FatalError', 'heap', '{}');
    dying.emit('exit', 6);
    expect(await new Promise((resolve) => child.onExit(resolve))).toEqual({ code: 6, signal: null });
  });

  it('can be ended hard when it has just ended by itself', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    expect(() => {
      setupDying(pid).child.kill();
    }).not.toThrow();
  });
});
