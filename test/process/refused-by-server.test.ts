import { afterEach, describe, expect, it } from 'vitest';
import { isServer } from '#test/support/chat-script.ts';
import { openOffice, type Office } from '#test/support/office.ts';

let office: Office | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

async function setupMara() {
  const place = openOffice();
  office = place;
  const server = await place.openServer();
  const mara = place.openChat('Mara', '--wait', '1');
  await mara.ask('wait', { for: 'room', room: 'general', timeoutMs: 20_000 });
  return { place, server, mara };
}

describe('a name', () => {
  it('[T8] that somebody has in another case is refused at the door, and another one lets in', async () => {
    const { place, server } = await setupMara();
    const other = place.openChat('mARA');
    const refused = await other.until((event) => isServer('pending')(event) && 'problem' in event);
    expect(refused).toMatchObject({ problem: 'name_taken', displayName: 'mARA' });
    await other.ask('server.join', { server: server.joinLine, name: 'Mara L.' });
    expect(await other.until(isServer('online'))).toMatchObject({ displayName: 'Mara L.' });
  });

  it('[T8] that cannot be had by renaming is refused with its reason', async () => {
    const { place, mara } = await setupMara();
    const ole = place.openChat('Ole');
    await ole.ask('wait', { for: 'online' });
    expect(await ole.ask('person.rename', { name: '' })).toMatchObject({ event: 'error', type: 'name_empty' });
    expect(await ole.ask('person.rename', { name: 'x'.repeat(10_000) })).toMatchObject({
      event: 'error',
      type: 'name_too_long',
      maxCodePoints: 64,
      sentence: 'The name is too long: at most 64 characters.',
    });
    const { command } = await ole.ask('person.rename', { name: 'MARA' });
    expect(await ole.until(isFailed(command))).toMatchObject({ do: 'person.rename', reason: 'name_taken' });
    const { command: free } = await ole.ask('person.rename', { name: 'Ole K.' });
    await mara.until(({ event, name }) => event === 'person' && name === 'Ole K.');
    expect(ole.events().some(isFailed(free))).toBe(false);
  });

  it('of a room that exists in another case is refused, and what was said there is failed and kept', async () => {
    const { mara } = await setupMara();
    const { command, room } = await mara.ask('room.create', { name: 'GENERAL' });
    const said = await mara.ask('message.send', { room, text: 'into a room that never was' });
    expect(await mara.until(isFailed(command))).toMatchObject({ reason: 'room_name_taken' });
    expect(await mara.until(isFailed(said['command']))).toMatchObject({ reason: 'dependency_failed' });
    expect((await mara.ask('server.list'))['list']).toMatchObject([{ outbox: { waiting: 0, failed: 2 } }]);
    const { list } = await mara.ask('command.failedList');
    expect(list).toMatchObject([{ commandId: command, kind: 'room.create' }, { commandId: said['command'] }]);
    await mara.ask('message.discard', { command });
    expect((await mara.ask('server.list'))['list']).toMatchObject([{ outbox: { waiting: 0, failed: 0 } }]);
  });
});

describe('a room', () => {
  it('that nobody knows is an error for whoever names it', async () => {
    const { mara } = await setupMara();
    const unknown = { event: 'error', type: 'room_not_known' };
    expect(await mara.ask('message.send', { room: 'nowhere', text: 'hello?' })).toMatchObject(unknown);
    expect(await mara.ask('room.join', { room: 'nowhere' })).toMatchObject({
      ...unknown,
      sentence: 'There is no such room on this device. /rooms lists them.',
    });
    expect((await mara.ask('server.list'))['list']).toMatchObject([{ outbox: { waiting: 0, failed: 0 } }]);
  });

  it('that one is not in, asked for by its id, is refused by the server and told', async () => {
    const { place, server, mara } = await setupMara();
    const ole = place.openChat('Ole');
    await ole.ask('wait', { for: 'online' });
    const { room } = await mara.ask('room.create', { name: 'secret', visibility: 'private' });
    await mara.ask('wait', { for: 'sent' });
    // The client asks for what it does not know when it is told to by id.
    ole.say({ call: 'room.join', params: { serverId: server.serverId, roomId: room } });
    const failed = await ole.until(({ event }) => event === 'failed' || event === 'error');
    expect(failed).toMatchObject({ event: 'failed', do: 'room.join', reason: 'room_not_found' });
  });
});

it('nonsense between the lines of a script is told by line, and what follows is done', async () => {
  const place = openOffice();
  office = place;
  await place.openServer();
  const mara = place.openChat('Mara');
  mara.say([1]);
  mara.say({ do: 'server.explode' });
  mara.say({ do: 'message.send', room: 'general', text: 'x', bold: true });
  mara.say({ do: 'message.send', room: 'general', text: 'after all' });
  expect(await mara.finish()).toBe(1);
  expect(mara.of('error').map(({ line, type }) => [line, type])).toEqual([
    [1, 'not_a_command'],
    [2, 'unknown_do'],
    [3, 'invalid_params'],
  ]);
  expect(mara.of('end')).toMatchObject([{ isGood: false, waiting: 0, failed: 0, errors: 3 }]);
});

function isFailed(command: unknown): (event: { event: string; command?: unknown }) => boolean {
  return (event) => event.event === 'failed' && event.command === command;
}
