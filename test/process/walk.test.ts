import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { isDelivery, isMessage, isServer } from '#test/support/chat-script.ts';
import { openOffice, type Office } from '#test/support/office.ts';
import { readRows } from '#test/support/read-rows.ts';
import { readStoredMessages } from '#test/support/server-database.ts';

const words = 'the printer works again';

let office: Office | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

/** The walk that ARCHITECTURE.md opens with, stop by stop as far as each can be seen from outside. */
it('[D1, D2, D4, D6, D8] a message goes from one keyboard to a colleague’s screen', async () => {
  office = openOffice();
  const server = await office.openServer();
  const [mara, ole] = [office.openChat('Mara'), office.openChat('Ole')];
  await Promise.all([mara, ole].map((chat) => chat.ask('wait', { for: 'room', room: 'general' })));
  await mara.ask('wait', { for: 'person', person: 'Ole' });
  const maraDatabase = join(office.folderOf('Mara'), 'servers', `${server.serverId}.db`);
  const oleDatabase = join(office.folderOf('Ole'), 'servers', `${server.serverId}.db`);
  // A server that stands still shows what comes before it.
  process.kill(server.pid, 'SIGSTOP');

  // 1. terminal: a line is typed, and answered with the id of its command.
  const { command } = await mara.ask('message.send', { room: 'general', text: words });

  // 2. client: on disk as queued, and only then shown.
  await mara.until(isDelivery('queued', command));
  expect(readRows(maraDatabase, 'SELECT commandId, kind, failure FROM outbox')).toEqual([
    { commandId: command, kind: 'message.send', failure: null },
  ]);
  expect(mara.events().some(isDelivery('sent'))).toBe(false);
  expect(readStoredMessages(office.serverFolder)).toEqual([]);
  process.kill(server.pid, 'SIGCONT');

  // 3. to 6. server: taken, decided, numbered, on disk; then the reply to the author.
  const sent = await mara.until(isDelivery('sent', command));
  const [stored, ...others] = readStoredMessages(office.serverFolder);
  expect([stored, others]).toEqual([expect.objectContaining({ commandId: command, text: words, itemNumber: 1 }), []]);
  expect(sent['number']).toBe(1);
  expect(readRows(maraDatabase, 'SELECT * FROM outbox')).toEqual([]);

  // 6. to 8. the event to everybody in the room: on the colleague's disk with its position, then on the colleague's screen.
  const shown = await ole.until(isMessage(words));
  expect(shown).toMatchObject({ command, roomName: 'general', personName: 'Mara', isMine: false, number: 1 });
  expect(shown).not.toHaveProperty('isForged');
  const [kept] = readRows(oleDatabase, 'SELECT seq, streamSeq FROM events WHERE commandId = ?', String(command));
  expect(kept).toEqual({ seq: stored?.seq, streamSeq: stored?.streamSeq });
  const [meta] = readRows(oleDatabase, "SELECT position ->> 'seq' AS seq FROM meta");
  expect(meta?.['seq']).toBeGreaterThanOrEqual(Number(stored?.seq));
  const states = mara.of('delivery').filter((each) => each['command'] === command);
  expect(states.map(({ state }) => state)).toEqual(['queued', 'sent']);
});

it('[D4] a direct message is delivered when it is on the other’s disk, and read when it was looked at', async () => {
  office = openOffice();
  await office.openServer();
  const mara = office.openChat('Mara');
  const ole = office.openChat('Ole');
  await Promise.all([mara.until(isServer('online')), ole.until(isServer('online'))]);
  mara.say({ do: 'wait', for: 'person', person: 'Ole' });
  mara.say({ do: 'direct.open', people: ['Ole'], id: 'dm' });
  const { room } = await mara.until(({ event, id }) => event === 'result' && id === 'dm');
  mara.say({ do: 'message.send', room, text: 'lunch?' });
  await mara.until(({ event, state }) => event === 'delivery' && state === 'delivered');
  await ole.until(isMessage('lunch?'));
  ole.say({ do: 'room.markRead', room });
  await mara.until(({ event, state }) => event === 'delivery' && state === 'read');
  expect(mara.of('delivery').map(({ state }) => state)).toEqual(['queued', 'sent', 'delivered', 'read']);
});
