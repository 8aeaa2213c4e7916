import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { isMessage, isServer } from '#test/support/chat-script.ts';
import { openOffice, type Office } from '#test/support/office.ts';
import { readStoredMessages } from '#test/support/server-database.ts';

let office: Office | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

/** The walk that ARCHITECTURE.md opens with, stop by stop as far as each can be seen from outside. */
it('[D1, D2, D4, D8] a message goes from one keyboard to a colleague’s screen', async () => {
  office = openOffice();
  const server = await office.openServer();
  const mara = office.openChat('Mara');
  const ole = office.openChat('Ole');
  await Promise.all([mara.until(isServer('online')), ole.until(isServer('online'))]);
  ole.say({ do: 'wait', for: 'room', room: 'general', id: 'in' });
  await ole.until(({ event, id }) => event === 'result' && id === 'in');

  mara.say({ do: 'message.send', room: 'general', text: 'the printer works again' });
  const shown = await ole.until(isMessage('the printer works again'));
  const { command } = await mara.until(({ event, state }) => event === 'delivery' && state === 'sent');

  const states = mara.of('delivery').filter((each) => each['command'] === command);
  expect(states.map(({ state }) => state)).toEqual(['queued', 'sent']);
  expect(shown).toMatchObject({ command, personName: 'Mara', isMine: false, number: 1 });
  await server.stop('SIGTERM');
  expect(readStoredMessages(join(office.folder, 'server'))).toMatchObject([
    { commandId: command, text: 'the printer works again' },
  ]);
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
