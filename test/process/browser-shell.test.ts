import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import type { ChatContract } from '#shared/ipc/chat-api.ts';
import type { RpcClient } from '#shared/ipc/rpc.ts';
import { startBrowserShell, type BrowserShell, type ShellWindow } from '#test/support/browser-shell-process.ts';
import { freePort } from '#test/support/free-port.ts';
import { makeNewer } from '#test/support/newer-database.ts';

const patience = { timeout: 20_000 };
const serverName = 'Nordlicht';

let folder = '';
let serverPort = 0;
let shells: BrowserShell[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hallway-shell-'));
  serverPort = await freePort();
  shells = [];
});

afterEach(async () => {
  for (const shell of shells) shell.kill('SIGTERM');
  await Promise.all(shells.map(({ exited }) => exited));
  rmSync(folder, { recursive: true, force: true });
});

function start(): BrowserShell {
  const shell = startBrowserShell(folder, ['--server-port', String(serverPort)]);
  shells.push(shell);
  return shell;
}

/** Starts a server in this window and comes to it, as the first screen does. */
async function host(window: ShellWindow): Promise<{ serverId: ServerId; roomId: RoomId }> {
  const started = await (await window.shell()).call('host.start', { name: serverName });
  if (!started.ok || started.value.type !== 'running') throw new Error(`not running: ${JSON.stringify(started)}`);
  const chat = await window.chat();
  await chat.call('server.join', { target: started.value.joinLine, displayName: 'Mara' });
  const { serverId } = started.value;
  await expect.poll(() => roomsOf(chat, serverId), patience).toHaveLength(1);
  const [room] = await roomsOf(chat, serverId);
  return { serverId, roomId: present(room, 'the first room').roomId };
}

async function roomsOf(chat: RpcClient<ChatContract>, serverId: ServerId) {
  const rooms = await chat.call('room.list', { serverId });
  return rooms.ok ? rooms.value.filter(({ isMember }) => isMember) : [];
}

async function textsOf(chat: RpcClient<ChatContract>, serverId: ServerId, roomId: RoomId) {
  const page = await chat.call('timeline.page', { serverId, roomId, maxItems: 50 });
  const items = page.ok ? page.value.items : [];
  return items.flatMap((item) =>
    item.type === 'message' && item.content.type === 'text' ? [`${item.content.text} ${item.delivery}`] : [],
  );
}

/** Everybody walks in from now on. Whoever started the server is its owner once that has been told. */
async function openDoor(chat: RpcClient<ChatContract>, serverId: ServerId): Promise<void> {
  await expect.poll(() => doorOf(chat, serverId), patience).toBe('knock');
  await chat.call('door.set', { serverId, door: 'open', openForMs: 0 });
  await expect.poll(() => doorOf(chat, serverId), patience).toBe('open');
}

async function doorOf(chat: RpcClient<ChatContract>, serverId: ServerId): Promise<string> {
  const read = await chat.call('door.read', { serverId });
  return read.ok ? read.value.door : read.error.type;
}

async function hostState(window: ShellWindow): Promise<string> {
  const view = await (await window.shell()).call('host.status', {});
  return view.ok ? view.value.type : view.error.type;
}

describe('Hallway in a browser', () => {
  it('starts a server with one call, comes to it and chats', async () => {
    const window = await start().openWindow();
    const { serverId, roomId } = await host(window);
    const chat = await window.chat();
    await chat.call('message.send', { serverId, roomId, text: 'hello' });
    await expect.poll(() => textsOf(chat, serverId, roomId), patience).toEqual(['hello sent']);
  });

  it('[T7] starts a server that is knocked at, and owns it; its door is the same after a restart', async () => {
    const shell = start();
    const window = await shell.openWindow();
    const { serverId } = await host(window);
    const chat = await window.chat();
    await expect.poll(() => doorOf(chat, serverId), patience).toBe('knock');
    await chat.call('door.set', { serverId, door: 'invite', openForMs: 0 });
    await expect.poll(() => doorOf(chat, serverId), patience).toBe('invite');
    process.kill(present(shell.childPid('server-process'), 'the server runs'), 'SIGKILL');
    await expect.poll(() => hostState(window), patience).not.toBe('running');
    await expect.poll(() => doorOf(chat, serverId), patience).toBe('invite');
  });

  it('mends its server when that is killed: what is written meanwhile goes when it is back', async () => {
    const shell = start();
    const window = await shell.openWindow();
    const { serverId, roomId } = await host(window);
    const chat = await window.chat();
    process.kill(present(shell.childPid('server-process'), 'the server runs'), 'SIGKILL');
    await chat.call('message.send', { serverId, roomId, text: 'while it was gone' });
    await expect.poll(() => hostState(window), patience).toBe('running');
    await expect.poll(() => textsOf(chat, serverId, roomId), patience).toEqual(['while it was gone sent']);
  });

  it('mends its client when that is killed: the window’s port closes, and the next one has all that was there', async () => {
    const shell = start();
    const window = await shell.openWindow();
    const { serverId, roomId } = await host(window);
    const chat = await window.chat();
    await chat.call('message.send', { serverId, roomId, text: 'before' });
    await expect.poll(() => textsOf(chat, serverId, roomId), patience).toEqual(['before sent']);
    const closed = new Promise<void>((resolve) => chat.onClose(resolve));
    process.kill(present(shell.childPid('client-process'), 'the client runs'), 'SIGKILL');
    await closed;
    const again = async () => textsOf(await window.chat(), serverId, roomId);
    await expect.poll(again, patience).toEqual(['before sent']);
  });

  it('says goodbye when it is told to stop, and goes on as it was when it is started again', async () => {
    const shell = start();
    const window = await shell.openWindow();
    const { serverId, roomId } = await host(window);
    await (await window.chat()).call('message.send', { serverId, roomId, text: 'yesterday' });
    await (await window.shell()).call('settings.change', { theme: 'dark', displayName: 'Mara' });
    await expect.poll(async () => textsOf(await window.chat(), serverId, roomId), patience).toEqual(['yesterday sent']);
    // As Ctrl+C does: every process of the terminal hears it, the children first here.
    for (const entry of ['server-process', 'client-process'] as const) {
      process.kill(present(shell.childPid(entry), 'it runs'), 'SIGINT');
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await hostState(window)).toBe('running');
    shell.kill('SIGINT');
    expect(await shell.exited).toMatchObject({ code: 0, stderr: '' });

    const next = await start().openWindow();
    await expect.poll(() => hostState(next), patience).toBe('running');
    expect(await textsOf(await next.chat(), serverId, roomId)).toEqual(['yesterday sent']);
    expect(await (await next.shell()).call('settings.read', {})).toMatchObject({ value: { theme: 'dark' } });
  });

  it('says in its terminal how many are told when it ends with a server that others are in', async () => {
    const shell = start();
    const window = await shell.openWindow();
    const { serverId } = await host(window);
    await openDoor(await window.chat(), serverId);
    const guest = startBrowserShell(join(folder, 'guest'), []);
    shells.push(guest);
    const target = `127.0.0.1:${serverPort}`;
    await (await (await guest.openWindow()).chat()).call('server.join', { target, displayName: 'Ole' });
    const chat = await window.chat();
    const seen = async () => {
      const people = await chat.call('person.list', { serverId });
      const here = people.ok ? people.value.filter(({ presence }) => presence !== null && presence !== 'offline') : [];
      return here.map(({ displayName }) => displayName);
    };
    await expect.poll(seen, patience).toContain('Ole');
    shell.kill('SIGINT');
    expect((await shell.exited).stdout).toContain('The server closes: 1 person is told.\n');
  });

  it('says in one line that it is open already, invites nobody and exits with 2', async () => {
    const first = start();
    await first.address;
    const second = start();
    const { code, stdout, stderr } = await second.exited;
    const holder = present(first.childPid('client-process'), 'the client runs');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      `Hallway is open already with ${folder} (process ${holder} holds the chat): go to its window or its terminal, or choose another folder with --data.\n`,
    );
  });

  it('goes on when its chat cannot be opened again, and says why in the window', async () => {
    const shell = start();
    const window = await shell.openWindow();
    await host(window);
    const profile = join(folder, 'client', 'profile.db');
    const pid = present(shell.childPid('client-process'), 'the client runs');
    makeNewer(profile);
    process.kill(pid, 'SIGKILL');
    const status = async () => (await window.shell()).call('client.status', {});
    const failed = { type: 'failed', problem: { type: 'database_newer' } };
    await expect.poll(status, patience).toMatchObject({ ok: true, value: failed });
    expect(await hostState(window)).toBe('running');
  });
});
