import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { HostView } from '#shared/ipc/shell-api.ts';
import { silentLogger } from '#shared/logger.ts';
import { ok } from '#shared/result.ts';
import { noHost } from '#main/shell/host-memory.ts';
import { nodeChildren } from '#main/shell/node-children.ts';
import { createServerHost, type ServerHost } from '#main/shell/server-host.ts';
import { systemClock } from '#main/system-clock.ts';
import { isServer, startChat, type ChatScript } from '#test/support/chat-script.ts';
import { freePort } from '#test/support/free-port.ts';
import { projectFolder } from '../../build/entries.ts';

let folder = '';
let host: ServerHost;
let views: HostView['type'][] = [];
let chats: ChatScript[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hallway-sleep-'));
  [views, chats] = [[], []];
  const spawn = nodeChildren(pathToFileURL(join(projectFolder, 'dist', 'main', '/')));
  host = createServerHost({
    clock: systemClock,
    log: silentLogger,
    dataFolder: join(folder, 'server'),
    port: await freePort(),
    hosts: ['127.0.0.1'],
    isAdvertised: false,
    sealKey: null,
    memory: { read: () => noHost, write: () => ok(null) },
    spawn: () => spawn('server-process'),
    deviceKey: () => Promise.resolve(null),
    onChange: ({ type }) => views.push(type),
  });
});

afterEach(async () => {
  await Promise.all(chats.map((chat) => chat.kill()));
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

it('[D13] whoever is at the server of a computer that goes to sleep is told, and comes back when that wakes up', async () => {
  const started = await host.start('Nordlicht');
  if (!started.ok || started.value.type !== 'running') throw new Error('The server does not run.');
  const [address = ''] = started.value.addresses;
  const more = ['--no-discovery', '--server', address];
  const mara = startChat({ folder: join(folder, 'Mara'), name: 'Mara', more });
  chats.push(mara);
  await mara.until(isServer('pending'));
  host.sleep();
  const lost = await mara.until(isServer('reconnecting'));
  expect(lost['problem']).toBe('server_stopping');
  const met = mara.of('server').filter(({ state }) => state === 'pending').length;
  host.wake();
  await mara.until(() => mara.of('server').filter(({ state }) => state === 'pending').length > met);
  expect(views.filter((type) => type !== 'running')).toEqual(['starting']);
});
