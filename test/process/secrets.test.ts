import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRpcClient } from '#shared/ipc/rpc.ts';
import type { ShellContract } from '#shared/ipc/shell-api.ts';
import { silentLogger } from '#shared/logger.ts';
import { linkedPorts } from '#main/ipc/linked-ports.ts';
import { nodeChildren } from '#main/shell/node-children.ts';
import { createShell } from '#main/shell/shell.ts';
import { systemClock } from '#main/system-clock.ts';
import { projectFolder } from '../../build/entries.ts';
import { startBrowserShell } from '#test/support/browser-shell-process.ts';
import { isMessage } from '#test/support/chat-script.ts';
import { freePort } from '#test/support/free-port.ts';
import { openOffice } from '#test/support/office.ts';
import { childrenOf } from '#test/support/process-table.ts';
import { familyOf, filesOf, seedsBelow, tracesOf, type Secret } from '#test/support/secret-traces.ts';
import { shellDescription } from '#test/support/shell-description.ts';
import { tokenOf, walkIn } from '#test/support/walk-in.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallway-secrets-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const isKeyFile = (path: string): boolean => path.endsWith('.key') || path.includes('keys/');

describe('a key stands nowhere but in its own file: in no argument, environment, log or database', () => {
  it('[T5] of a server and of those who chat in it', async () => {
    const office = openOffice();
    const server = await office.openServer();
    const [mara, ole] = [office.openChat('Mara'), office.openChat('Ole')];
    for (const chat of [mara, ole]) await chat.ask('wait', { for: 'room', room: 'general' });
    await mara.ask('message.send', { room: 'general', text: 'hello' });
    await ole.until(isMessage('hello'));
    const seeds = seedsBelow(office.folder);
    expect(seeds.map(({ name }) => String(name.split('/')[0])).toSorted()).toEqual(['Mara', 'Ole', 'server']);
    const pids = childrenOf(process.pid).flatMap(familyOf);
    expect(pids).toContain(server.pid);
    expect(tracesOf(seeds, { pids, folder: office.folder, isForSecrets: isKeyFile })).toEqual([]);
    const said = [server.stderr(), JSON.stringify([mara.events(), ole.events()])].join();
    expect(seeds.filter(({ text }) => said.includes(text))).toEqual([]);
    await office.close();
  });

  it('[T5] of the keystore, which both processes of a window are told, and of what it seals', async () => {
    const sealKey = Buffer.alloc(32, 'canary of the keystore').toString('base64url');
    const shell = createShell({
      clock: systemClock,
      log: silentLogger,
      dataFolder: folder,
      isDiscovering: false,
      sealKey,
      serverPort: await freePort(),
      serverHosts: ['127.0.0.1'],
      spawn: nodeChildren(pathToFileURL(join(projectFolder, 'dist', 'main', '/'))),
      description: shellDescription,
      openLink: () => Promise.resolve(true),
    });
    shell.start();
    await new Promise<unknown>((resolve) => shell.client.onceServing(resolve));
    const [near, far] = linkedPorts();
    shell.service.serve(far);
    const started = await createRpcClient<ShellContract>(near).call('host.start', { name: 'Nordlicht' });
    expect(started).toMatchObject({ ok: true, value: { type: 'running' } });
    // Sealed: no seed can be read, and its file is a key file that gives nothing away.
    expect(seedsBelow(folder)).toEqual([]);
    const pids = childrenOf(process.pid).flatMap(familyOf);
    expect(pids.length).toBeGreaterThan(1);
    const secrets = [{ name: 'the key of the keystore', text: sealKey }];
    expect(tracesOf(secrets, { pids, folder, isForSecrets: () => false })).toEqual([]);
    expect(filesOf(folder).filter((path) => path.endsWith('.key')).length).toBeGreaterThan(0);
    await shell.close();
  });
});

it('the token of the printed address and the secret behind it stand nowhere but there', async () => {
  const shell = startBrowserShell(folder, ['--server-port', String(await freePort())]);
  const address = await shell.address;
  const secrets: Secret[] = [
    { name: 'token', text: tokenOf(address) },
    { name: 'secret', text: await walkIn(address) },
  ];
  // What is refused is told nobody either.
  await fetch(new URL(`/?token=${tokenOf(address)}`, address));
  const pids = familyOf(shell.pid);
  expect(pids.length).toBeGreaterThan(1);
  expect(tracesOf(secrets, { pids, folder, isForSecrets: () => false })).toEqual([]);
  shell.kill('SIGTERM');
  const { stdout, stderr } = await shell.exited;
  expect([stdout.split(tokenOf(address)).length, stderr]).toEqual([2, '']);
  expect(stdout).not.toContain(secrets[1]?.text);
});

it('what is looked for would be found in each of those places', () => {
  const secret = { name: 'canary', text: Buffer.alloc(32, 'canary').toString('base64url') };
  mkdirSync(join(folder, 'logs'));
  writeFileSync(join(folder, 'logs', 'client.log'), Buffer.from(secret.text, 'base64url').toString('hex'));
  writeFileSync(join(folder, 'raw.db'), Buffer.from(secret.text, 'base64url'));
  const found = tracesOf([secret], { pids: [], folder, isForSecrets: isKeyFile });
  expect(found.toSorted()).toEqual(['logs/client.log: canary', 'raw.db: canary']);
});
