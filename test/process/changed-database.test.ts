import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, it } from 'vitest';
import { systemRandom } from '#main/identity/system-random.ts';
import type { ServerStatus } from '#shared/ipc/server-status.ts';
import { createRogueMember } from '#test/prove/rollback/rogue-member.ts';
import { isDelivery, type ChatScript } from '#test/support/chat-script.ts';
import { startEntry } from '#test/support/entry-process.ts';
import { openOffice, type Office } from '#test/support/office.ts';

const patience = { timeout: 60_000, interval: 200 };
let office: Office | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

function setupOffice(): Office {
  office = openOffice();
  return office;
}

async function task(folder: string, ...words: readonly string[]): Promise<string> {
  const [name = '', ...rest] = words;
  const { stdout, stderr } = await startEntry('serve', [name, ...rest, '--data', folder]).exited;
  return stdout + stderr;
}

const statusOf = async (folder: string) => JSON.parse(await task(folder, 'status', '--json')) as ServerStatus;

async function say(chat: ChatScript, text: string): Promise<void> {
  const said = await chat.ask('message.send', { room: 'general', text });
  await chat.until(isDelivery('sent', said['command']));
}

/** What stands in the room, by a chat's own store: each text, and whether it is marked. */
async function shown(chat: ChatScript): Promise<Record<string, boolean>> {
  const page = await chat.ask('timeline.page', { room: 'general' });
  const items = page['items'] as readonly {
    readonly content?: { readonly text?: string };
    readonly isForged?: boolean;
  }[];
  return Object.fromEntries(
    items.flatMap(({ content, isForged }) => (content?.text === undefined ? [] : [[content.text, isForged === true]])),
  );
}

/** What somebody does to a server's database with other means than the server. */
function edit(folder: string, sql: string): void {
  const db = new DatabaseSync(join(folder, 'server.db'));
  db.exec(sql);
  db.close();
}

it('[P11] an owner who edits the database is caught: by who reads, and by the server', async () => {
  const place = setupOffice();
  const { serverFolder } = place;
  const first = await place.openServer();
  const [mara, ole] = [place.openChat('Mara'), place.openChat('Ole')];
  for (const chat of [mara, ole]) await chat.ask('wait', { for: 'room', room: 'general' });
  for (const text of ['I pay 10', 'I owe nothing', 'gone']) await say(mara, text);
  await say(ole, 'as it was');
  await mara.finish();
  await ole.finish();
  await first.stop('SIGTERM');

  const of = (text: string) => `WHERE command LIKE '%"${text}"%'`;
  edit(
    serverFolder,
    `UPDATE events SET command = replace(command, 'I pay 10', 'I pay 99') ${of('I pay 10')};
     UPDATE events SET (personRef, deviceRef) = (SELECT personRef, deviceRef FROM events ${of('as it was')}) ${of('I owe nothing')};
     UPDATE events SET command = replace(command, '"Ole"', '"Olaf"') WHERE kind = 'person.admitted' AND command LIKE '%"Ole"%';
     DELETE FROM events ${of('gone')};`,
  );

  await place.openServer();
  const nina = place.openChat('Nina');
  await nina.ask('wait', { for: 'room', room: 'general' });
  await say(nina, 'hello');
  await expect
    .poll(() => shown(nina), patience)
    .toEqual({
      'I pay 99': true,
      'I owe nothing': true,
      'as it was': false,
      hello: false,
    });
  await expect
    .poll(async () => (await statusOf(serverFolder)).verification, patience)
    .toMatchObject({
      changedEvents: 4,
      unsignedMessages: 0,
      closedDevices: 0,
    });
  expect(await task(serverFolder, 'status')).toContain('4 events NOT AS THE SERVER WROTE THEM');
  // Whoever has read it before keeps what was said.
  const again = place.openChat('Mara');
  await again.ask('wait', { for: 'online' });
  expect(await shown(again)).toMatchObject({ 'I pay 10': false, 'I owe nothing': false, gone: false });
});

it('[P11] a device that does not sign what it sends is shut out, until whoever runs the server lets it in again', async () => {
  const place = setupOffice();
  const { serverFolder } = place;
  const server = await place.openServer();
  const where = { host: '127.0.0.1', port: server.port };
  const mara = place.openChat('Mara');
  await mara.ask('wait', { for: 'room', room: 'general' });
  const finn = createRogueMember('Finn', systemRandom);
  await finn.connect(where);
  await finn.join();
  await finn.sayUnsigned('nobody signed this');
  await expect.poll(() => shown(mara), patience).toEqual({ 'nobody signed this': true });
  await expect
    .poll(async () => (await statusOf(serverFolder)).verification, patience)
    .toMatchObject({
      changedEvents: 0,
      unsignedMessages: 1,
      closedDevices: 1,
    });
  await server.stop('SIGKILL');
  await place.openServer();
  await expect(finn.connect(where)).rejects.toThrow('proof_wrong');
  const { devices } = await statusOf(serverFolder);
  expect(devices.map(({ displayName, isClosed }) => [displayName, isClosed])).toEqual([
    ['Mara', false],
    ['Finn', true],
  ]);
  const device = devices[1]?.device ?? '';
  expect(await task(serverFolder, 'reopen', device.slice(0, 8))).toBe('The device is let in again.\n');
  await finn.connect(where);
  expect(finn.state).toBe('active');
  await expect
    .poll(async () => (await statusOf(serverFolder)).verification, patience)
    .toMatchObject({
      changedEvents: 0,
      unsignedMessages: 1,
      closedDevices: 0,
    });
  finn.disconnect();
});
