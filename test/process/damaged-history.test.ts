import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { readHistory } from '#test/support/chat-history.ts';
import { isServer } from '#test/support/chat-script.ts';
import { damageHead, damageTable } from '#test/support/damage.ts';
import { openOffice, type Office } from '#test/support/office.ts';
import { readStoredMessages } from '#test/support/server-database.ts';

let office: Office | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

function fingerprint(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** What is damaged is in the file then, and nowhere else. */
function takeInLog(file: string): void {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
}

/** A chat that has history, has written while its server was away, and has ended. */
async function setupWriter() {
  const place = openOffice();
  office = place;
  const server = await place.openServer();
  const mara = place.openChat('Mara');
  await mara.ask('message.send', { room: 'general', text: 'worth keeping' });
  await mara.ask('wait', { for: 'sent' });
  const { person: personId } = await mara.until(isServer('online'));
  await server.stop('SIGTERM');
  for (const text of ['written offline 1', 'written offline 2'])
    await mara.ask('message.send', { room: 'general', text });
  expect((await mara.ask('server.list'))['list']).toMatchObject([{ outbox: { waiting: 2 }, renewed: null }]);
  await mara.kill();
  const file = join(place.folderOf('Mara'), 'servers', `${server.serverId}.db`);
  takeInLog(file);
  return { place, personId, file, serverId: server.serverId };
}

describe('a chat whose history is damaged', () => {
  it.each([
    { where: 'at its beginning', damage: damageHead },
    { where: 'among its people', damage: (file: string) => damageTable(file, 'people') },
  ])('[D1, I2, I7, P18] ($where) sends what it had written, once, and has its history again', async ({ damage }) => {
    const { place, personId, file, serverId } = await setupWriter();
    damage(file);
    const before = fingerprint(file);
    const server = await place.openServer();
    const mara = place.openChat('Mara');
    await mara.ask('wait', { for: 'sent' });
    const renewed = await mara.until(({ event }) => event === 'server.renewed');
    expect(renewed).toMatchObject({ lostCommands: damage === damageHead ? null : 0 });
    expect(fingerprint(String(renewed['file']))).toBe(before);
    expect((await mara.ask('server.list'))['list']).toMatchObject([{ personId, renewed: null }]);
    expect(await mara.ask('server.renew', { server: serverId })).toMatchObject({ type: 'database_not_damaged' });
    const texts = ['worth keeping', 'written offline 1', 'written offline 2'];
    expect((await readHistory(mara, 'general')).map(({ text }) => text)).toEqual(texts);
    await mara.finish();
    await server.stop('SIGTERM');
    expect(readStoredMessages(place.serverFolder).map(({ text }) => text)).toEqual(texts);
  });

  it('[D1, I2, I7] where nothing looks at first is found after a kill -9, and mended without a restart', async () => {
    const { place, file } = await setupWriter();
    damageTable(file, 'setAside');
    const server = await place.openServer();
    const mara = place.openChat('Mara');
    await mara.until(({ event, lostCommands }) => event === 'server.renewed' && lostCommands === 0);
    await mara.ask('wait', { for: 'room', room: 'general' });
    expect(await mara.ask('message.send', { room: 'general', text: 'written since' })).toMatchObject({
      event: 'result',
    });
    const texts = ['worth keeping', 'written offline 1', 'written offline 2', 'written since'];
    await mara.ask('wait', { for: 'sent' });
    expect((await readHistory(mara, 'general')).map(({ text }) => text)).toEqual(texts);
    await mara.finish();
    await server.stop('SIGTERM');
    expect(readStoredMessages(place.serverFolder).map(({ text }) => text)).toEqual(texts);
  });
});
