import { describe, expect, it } from 'vitest';
import type { EventLog } from '#main/storage/event-log.ts';
import type { RequestResult } from '#shared/protocol/request.ts';
import { roomIdOf, epochIdOf } from '#test/support/sample-ids.ts';
import { firstRoom, setupChatServer } from './chat-server-world.ts';

async function setupReader(wrapLog?: (log: EventLog) => EventLog) {
  const world = await setupChatServer(wrapLog === undefined ? {} : { wrapLog });
  const general = await firstRoom(world);
  const ada = await world.join(1);
  ada.sendCommand('room.join', { roomId: general });
  for (let number = 1; number <= 5; number += 1) {
    ada.sendCommand('message.send', { roomId: general, content: { type: 'text', text: `Message ${number}` } });
  }
  await world.settle();
  ada.take();
  const { epochId } = (await world.log.directory()).epoch;
  return { world, general, ada, epochId };
}

describe('a request', () => {
  it('[P8] for a page of history is answered with the events as they were sent', async () => {
    const { world, general, ada, epochId } = await setupReader();
    ada.sendRequest('history.page', { roomId: general, epochId, maxItems: 2 });
    await world.settle();
    const [reply] = ada.takeOf('reply');
    const page = reply?.['result'] as RequestResult<'history.page'>;
    const texts = page.events.flatMap((event) =>
      event.type === 'event' ? (event.command.body['content'] as { text: string }).text : [],
    );
    expect(texts).toEqual(['Message 4', 'Message 5']);
    expect(page).toMatchObject({ to: 7, next: 6 });
    expect(page.events[0]).toMatchObject({ type: 'event', header: { stream: `room:${general}` } });
  });

  it('for what is not there gets an error a person can act on', async () => {
    const { world, general, ada, epochId } = await setupReader();
    ada.sendRequest('history.page', { roomId: roomIdOf(9), epochId, maxItems: 2 });
    ada.sendRequest('history.page', { roomId: general, epochId: epochIdOf(9), maxItems: 2 });
    ada.sendRequest('history.page', { roomId: general, epochId, after: 999, maxItems: 2 });
    await world.settle();
    const errors = ada.takeOf('reply').map(({ error }) => error);
    expect(errors).toMatchObject([
      { type: 'room_not_found' },
      { type: 'wrong_epoch', epochId },
      { type: 'beyond_end' },
    ]);
  });

  it('lists the public rooms and the markers', async () => {
    const { world, general, ada } = await setupReader();
    ada.sendRequest('room.browse', {});
    ada.sendRequest('marker.list', {});
    await world.settle();
    expect(ada.takeOf('reply').map((reply) => reply['result'])).toMatchObject([
      { rooms: [{ room: { roomId: general, name: 'general' }, memberCount: 1, isMember: true }], next: null },
      { receipts: [], next: null },
    ]);
  });

  it('[T10] of rooms counts without who was removed, until they are taken back', async () => {
    const { world, general, ada } = await setupReader();
    const ben = await world.join(2);
    ben.sendCommand('room.join', { roomId: general });
    await world.settle();
    const counts: unknown[] = [];
    for (const standing of ['removed', 'active'] as const) {
      await world.server.act({ kind: 'person.setStanding', body: { personId: ben.personId, standing } });
      ada.sendRequest('room.browse', {});
      await world.settle();
      const [reply] = ada.takeOf('reply') as unknown as [{ result: RequestResult<'room.browse'> }];
      counts.push(reply.result.rooms[0]?.memberCount);
    }
    expect(counts).toEqual([1, 2]);
  });

  it('[T9] of a guest lists the rooms they are in, and tells of no other', async () => {
    const { world, general, ada } = await setupReader();
    ada.sendCommand('room.create', { name: 'layoffs', topic: 'not yet', visibility: 'public', history: 'everything' });
    const gil = await world.join(2);
    gil.sendCommand('room.join', { roomId: general });
    await world.settle();
    await world.server.act({ kind: 'person.setRole', body: { personId: gil.personId, role: 'guest' } });
    gil.take();
    for (const who of [ada, gil]) who.sendRequest('room.browse', {});
    await world.settle();
    const namesTo = (who: typeof ada) =>
      who
        .takeOf('reply')
        .flatMap(({ result }) => (result as RequestResult<'room.browse'>).rooms.map(({ room }) => String(room.name)));
    expect(namesTo(ada).toSorted()).toEqual(['general', 'layoffs']);
    expect(namesTo(gil)).toEqual(['general']);
  });

  it('[P1] for the time is answered with the clock of the server', async () => {
    const { world, ada } = await setupReader();
    ada.sendRequest('clock.read', {});
    const { length } = ada.take();
    await world.settle();
    expect(length).toBe(0);
    expect(ada.takeOf('reply').map(({ result }) => result)).toEqual([
      { at: world.clock.now(), latestAt: world.clock.now() },
    ]);
  });

  it('that the log cannot answer says so, and the next one is none the worse', async () => {
    const { world, ada } = await setupReader((log) => ({
      ...log,
      browseRooms: () => Promise.reject(new Error('I/O')),
    }));
    ada.sendRequest('room.browse', {});
    ada.sendRequest('marker.list', {});
    await world.settle();
    const replies = ada.takeOf('reply');
    expect(replies).toMatchObject([{ error: { type: 'storage_failed' } }, { result: { next: null } }]);
    expect(ada.closed).toBe(null);
  });

  it('waits unread while sixteen of its session are unanswered', async () => {
    const waiting: (() => void)[] = [];
    const { world, ada } = await setupReader((log) => ({
      ...log,
      browseRooms: async (...args) => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        return log.browseRooms(...args);
      },
    }));
    for (let count = 0; count < 20; count += 1) ada.sendRequest('room.browse', {});
    await world.settle();
    expect(waiting).toHaveLength(16);
    expect(ada.link.underWay('server')).toBe(4);
    while (waiting.length > 0) {
      waiting.shift()?.();
      await world.settle();
    }
    expect(ada.takeOf('reply')).toHaveLength(20);
  });

  it('of somebody who left while the log was reading is answered to nobody', async () => {
    const waiting: (() => void)[] = [];
    const { world, ada } = await setupReader((log) => ({
      ...log,
      browseRooms: async (...args) => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        return log.browseRooms(...args);
      },
    }));
    ada.sendRequest('room.browse', {});
    await world.settle();
    ada.link.cut();
    await world.settle();
    waiting[0]?.();
    await world.settle();
    expect(ada.take()).toEqual([]);
    expect(world.failures).toEqual([]);
  });
});
