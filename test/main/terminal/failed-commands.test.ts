import { describe, expect, it } from 'vitest';
import type { Refusal } from '#shared/domain/refusal.ts';
import type { FailedCommand } from '#shared/ipc/chat-view.ts';
import { ok } from '#shared/result.ts';
import { buildRoom, commandIdOf, general, nordlicht, roomIdOf } from './builders.ts';
import { settle } from './line-feed.ts';
import { setupPeople } from './setup-people.ts';

describe('commands that the server refused', () => {
  const reason: Refusal = { type: 'not_allowed', action: 'room.rename' };
  const failed = [
    { commandId: commandIdOf(70), kind: 'person.rename', roomId: null, reason },
    { commandId: commandIdOf(71), kind: 'room.rename', roomId: general, reason },
    { commandId: commandIdOf(72), kind: 'message.send', roomId: roomIdOf('t'), reason },
  ];
  const ids = [commandIdOf(70), commandIdOf(71), commandIdOf(72)];

  it.each(['message.retry', 'message.discard'] as const)('are reached by %s, each of the server', async (name) => {
    const { type, calls, news } = await setupPeople({ state: { failed } });
    news();
    await type(name === 'message.retry' ? '/retry all' : '/discard all');
    const reached = calls.filter((call) => call.name === name);
    expect(reached.map(({ params }) => params)).toEqual(ids.map((commandId) => ({ serverId: nordlicht, commandId })));
    expect(news()).toEqual(name === 'message.retry' ? [] : ['3 discarded.']);
  });

  it('are discarded one by one where they belong, and those elsewhere are told of', async () => {
    const { type, calls, news, state } = await setupPeople({ state: { failed } });
    await type('/discard');
    expect(calls.at(-1)?.params).toEqual({ serverId: nordlicht, commandId: commandIdOf(71) });
    state.failed = failed.slice(0, 1);
    news();
    await type('/discard');
    expect(news().join(' ')).toContain('Nothing in this room has failed, 1 elsewhere');
    state.failed = [];
    await type('/discard all');
    expect(news()).toEqual(['Nothing here has failed.']);
  });
});

describe('a room that the server refused', () => {
  const reason: Refusal = { type: 'room_name_taken', name: 'kitchen' };
  const [first, second] = [roomIdOf('k'), roomIdOf('l')];
  const making = (number: number, roomId: typeof first): FailedCommand => ({
    commandId: commandIdOf(number),
    kind: 'room.create',
    roomId,
    reason,
  });
  const unmade = [first, second].map((roomId) => buildRoom({ roomId, name: 'kitchen', isWaiting: true }));
  const browsed = { roomId: roomIdOf('p'), name: 'kitchen', topic: '', memberCount: 2, isMember: false };

  async function setupRefused() {
    const failed = [making(70, first), making(71, second)];
    const people = await setupPeople({ state: { failed, rooms: [buildRoom(), ...unmade] } });
    people.news();
    return people;
  }

  it('is told of with what takes it away, and left', async () => {
    const { type, emit, news, prompt, answer } = await setupPeople();
    answer('room.create', async () => ok({ commandId: commandIdOf(70), roomId: first }));
    emit('room.changed', { serverId: nordlicht, rooms: unmade.slice(0, 1), removed: [] });
    await type('/create kitchen');
    expect(prompt()).toBe('Nordlicht · kitchen >');
    news();
    emit('command.failed', { serverId: nordlicht, ...making(70, first) });
    await settle();
    expect(news().join(' ')).toContain(
      'Not done: /create. There is a room "kitchen" already. Take another name. /discard all takes what was refused',
    );
    expect(prompt()).toBe('Nordlicht · general >');
  });

  it('is listed as that', async () => {
    const { type, news } = await setupRefused();
    await type('/rooms');
    expect(news().filter((line) => line.includes('refused, /discard all takes it away'))).toHaveLength(2);
  });

  it('is not meant by its name where the server has another one', async () => {
    const { type, answer, calls } = await setupRefused();
    answer('room.browse', async () => ok([browsed]));
    await type('/join kitchen');
    expect(calls.at(-1)).toEqual({ name: 'room.join', params: { serverId: nordlicht, roomId: browsed.roomId } });
  });

  it('is not meant by its name where people are in another one', async () => {
    const { type, emit, prompt, calls } = await setupRefused();
    const own = buildRoom({ roomId: roomIdOf('p'), name: 'kitchen' });
    emit('room.changed', { serverId: nordlicht, rooms: [own], removed: [] });
    await type('/join kit');
    expect(prompt()).toBe('Nordlicht · kitchen >');
    expect(calls.filter(({ name }) => name === 'timeline.page').at(-1)?.params).toMatchObject({ roomId: own.roomId });
  });

  it('is gone into by nobody', async () => {
    const { type, news, calls, prompt } = await setupRefused();
    const sentence = 'kitchen was refused, and is on this computer alone. /discard all takes it away.';
    await type('/join kitchen');
    expect(news()).toEqual([sentence]);
    await type('/rooms');
    news();
    await type('/join 2');
    expect(news()).toEqual([sentence]);
    expect(prompt()).toBe('Nordlicht · general >');
    expect(calls.some(({ name }) => name === 'room.join')).toBe(false);
  });

  it('is not where people come in', async () => {
    const own = buildRoom({ roomId: roomIdOf('p'), name: 'ops' });
    const { prompt } = await setupPeople({ state: { rooms: [...unmade, own] } });
    expect(prompt()).toBe('Nordlicht · ops >');
  });
});

describe('/create', () => {
  it.each(['kitchen --privat', '--Private kitchen', 'kitchen --private —history', '--private', ''])(
    'makes no room of %j',
    async (typed) => {
      const { type, calls, news } = await setupPeople();
      news();
      await type(`/create ${typed}`);
      expect(calls.some(({ name }) => name === 'room.create')).toBe(false);
      expect(news().join(' ')).toContain('/create needs a name, and takes --private and --history besides');
    },
  );

  it.each([
    ['Lunch — Friday', { name: 'Lunch — Friday', visibility: 'public' }],
    ['--private "field tests" --history', { name: 'field tests', visibility: 'private', history: 'everything' }],
  ])('makes a room of %j', async (typed, room) => {
    const { type, calls } = await setupPeople();
    await type(`/create ${typed}`);
    expect(calls.find(({ name }) => name === 'room.create')?.params).toMatchObject(room);
  });
});
