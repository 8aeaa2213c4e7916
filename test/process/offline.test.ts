import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isMessage, isServer, type ChatScript } from '#test/support/chat-script.ts';
import { openOffice, type Office } from '#test/support/office.ts';
import { readStoredMessages } from '#test/support/server-database.ts';

let office: Office | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

function send(chat: ChatScript, ...texts: readonly string[]): void {
  for (const text of texts) chat.say({ do: 'message.send', room: 'general', text });
}

function queued(chat: ChatScript): number {
  return chat.of('delivery').filter(({ state }) => state === 'queued').length;
}

describe('without its server', () => {
  it('[D1, D3, I7] what is written waits through a restart and goes by itself, once and in order', async () => {
    office = openOffice();
    const server = await office.openServer();
    const first = office.openChat('Mara');
    await first.until(isServer('online'));
    send(first, 'one');
    await first.until(({ event, state }) => event === 'delivery' && state === 'sent');
    await server.stop('SIGTERM');
    await first.until(isServer('reconnecting'));
    send(first, 'two', 'three');
    await first.until(() => queued(first) === 3);
    await first.kill();

    const second = office.openChat('Mara');
    send(second, 'four');
    second.say({ do: 'timeline.page', room: 'general', id: 'page' });
    const page = await second.until(({ event, id }) => event === 'result' && id === 'page');
    expect(textsOf(page)).toEqual(['one', 'two', 'three', 'four']);
    const again = await office.openServer();
    await second.until(isServer('online'));
    expect(await second.finish()).toBe(0);
    await again.stop('SIGTERM');
    expect(readStoredMessages(join(office.folder, 'server')).map(({ text }) => text)).toEqual([
      'one',
      'two',
      'three',
      'four',
    ]);
  });

  it('[D13, D11] everybody is told when it stops, and comes back by themselves when it does', async () => {
    office = openOffice();
    const server = await office.openServer();
    const mara = office.openChat('Mara');
    const ole = office.openChat('Ole');
    await Promise.all([mara, ole].map((chat) => chat.ask('wait', { for: 'room', room: 'general' })));
    await server.stop('SIGTERM');
    const lost = await mara.until(isServer('reconnecting'));
    expect(lost['problem']).toBe('server_stopping');
    await office.openServer();
    send(mara, 'still here');
    await ole.until(isMessage('still here'));
  });

  it('a script says what it could not send, and ends with 1', async () => {
    office = openOffice();
    const server = await office.openServer();
    const mara = office.openChat('Mara', '--wait', '3');
    await mara.until(isServer('online'));
    mara.say({ do: 'wait', for: 'room', room: 'general', id: 'in' });
    await mara.until(({ event, id }) => event === 'result' && id === 'in');
    await server.stop('SIGKILL');
    await mara.until(isServer('reconnecting'));
    send(mara, 'into the void');
    expect(await mara.finish()).toBe(1);
    expect(mara.of('unsent')).toMatchObject([{ text: 'into the void' }]);
  });
});

it('several servers stand side by side, and forgetting one deletes its files and no other’s', async () => {
  office = openOffice();
  const other = openOffice();
  try {
    const nordlicht = await office.openServer();
    const werkstatt = await other.openServer('--name', 'Werkstatt');
    const mara = office.openChat('Mara');
    await mara.until(isServer('online'));
    mara.say({ do: 'server.join', server: werkstatt.joinLine, name: 'Mara L' });
    await mara.until((event) => isServer('online')(event) && event['server'] === werkstatt.serverId);
    const files = join(office.folder, 'Mara', 'servers');
    expect(readdirSync(files).filter((name) => name.endsWith('.db'))).toHaveLength(2);
    mara.say({ do: 'server.forget', server: nordlicht.serverId, id: 'gone' });
    await mara.until(({ event, id }) => event === 'result' && id === 'gone');
    expect(existsSync(join(files, `${nordlicht.serverId}.db`))).toBe(false);
    expect(existsSync(join(files, `${werkstatt.serverId}.db`))).toBe(true);
  } finally {
    await other.close();
  }
});

/** The messages of a `timeline.page` result, whose items are told as they are in chat-view.ts. */
function textsOf(result: object): unknown[] {
  const { items } = result as { items: readonly { content?: { text?: string } }[] };
  return items.flatMap(({ content }) => content?.text ?? []);
}
