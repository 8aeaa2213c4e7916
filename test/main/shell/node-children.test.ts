import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClientContract } from '#shared/ipc/client-control.ts';
import { createRpcClient } from '#shared/ipc/rpc.ts';
import { err } from '#shared/result.ts';
import { nodeChildren } from '#main/shell/node-children.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallway-children-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const closedPort = err({ type: 'port_closed' });

/** A process that was started and never answers, so that each call to it waits until it is gone. */
function startMute() {
  writeFileSync(join(folder, 'client-process.js'), 'process.on("message", () => undefined);\n');
  const child = nodeChildren(pathToFileURL(`${folder}/`))('client-process');
  const rpc = () => createRpcClient<ClientContract>(child.openPort('control'));
  const exited = new Promise<void>((resolve) => {
    child.onExit(() => {
      resolve();
    });
  });
  return { child, rpc, exited };
}

describe('a child process of Node', () => {
  it('that dies before it listens leaves no call unanswered', async () => {
    const { child, rpc, exited } = startMute();
    const waiting = rpc().call('client.wake', {});
    child.kill();
    expect(await waiting).toEqual(closedPort);
    await exited;
  });

  it('that is gone answers for each port that is opened then, before its exit is told and after', async () => {
    const { child, rpc, exited } = startMute();
    const first = rpc();
    const closed = new Promise<void>((resolve) => first.onClose(resolve));
    child.kill();
    await closed;
    // Its channel ends before the system has taken the process away.
    expect(await rpc().call('client.wake', {})).toEqual(closedPort);
    await exited;
    expect(await rpc().call('client.wake', {})).toEqual(closedPort);
  });
});
