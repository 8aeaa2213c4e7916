import { describe, expect, it } from 'vitest';
import type { Refusal } from '#shared/domain/refusal.ts';
import type { FailedCommand } from '#shared/ipc/chat-view.ts';
import { ok } from '#shared/result.ts';
import { buildPerson, buildRoom, commandIdOf, general, jonas, mara, nordlicht, roomIdOf } from './builders.ts';
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

  it('is told of with what takes it away, and nothing that is typed there goes to another room', async () => {
    const { type, emit, news, prompt, answer, state } = await setupPeople();
    answer('room.create', async () => ok({ commandId: commandIdOf(70), roomId: first }));
    emit('room.changed', { serverId: nordlicht, rooms: unmade.slice(0, 1), removed: [] });
    await type('/create kitchen');
    expect(prompt()).toBe('Nordlicht · kitchen >');
    news();
    emit('command.failed', { serverId: nordlicht, ...making(70, first) });
    await settle();
    expect(news().join(' ')).toContain(
      'Not done: /create. There is a room "kitchen" already. Take another name. Nothing is sent here; /join NAME goes on elsewhere. /discard all takes what was refused',
    );
    expect(prompt()).toBe('Nordlicht · kitchen · refused >');
    await type('private');
    expect(news().join(' ')).toBe(
      'This room was refused. Nothing is sent here; /join NAME goes on elsewhere. Not sent: private',
    );
    emit('room.changed', { serverId: nordlicht, rooms: [], removed: [first] });
    await settle();
    expect(prompt()).toBe('Nordlicht · nowhere · refused >');
    await type('private');
    expect(state.sent).toEqual([]);
    await type('/join general');
    await type('public');
    expect(state.sent.map(({ content }) => content)).toEqual([{ type: 'text', text: 'public' }]);
  });

  describe('and that is asked for again', () => {
    const behind: FailedCommand = {
      commandId: commandIdOf(71),
      kind: 'message.send',
      roomId: first,
      reason: { type: 'dependency_failed' },
    };

    async function setupAskedAgain() {
      const people = await setupPeople({ state: { failed: [making(70, first), behind] } });
      people.answer('room.create', async () => ok({ commandId: commandIdOf(70), roomId: first }));
      people.emit('room.changed', { serverId: nordlicht, rooms: unmade.slice(0, 1), removed: [] });
      await people.type('/create kitchen');
      people.emit('command.failed', { serverId: nordlicht, ...making(70, first) });
      await people.type('lost');
      const asked = (call: string) => people.calls.flatMap(({ name, params }) => (name === call ? [params] : []));
      return { ...people, asked };
    }

    it('takes people along into the room that is made instead', async () => {
      const { type, asked, prompt } = await setupAskedAgain();
      await type('/retry');
      expect(prompt()).toBe('Nordlicht · made again >');
      await type('kept');
      expect(asked('message.send')).toEqual([{ serverId: nordlicht, roomId: roomIdOf('z'), text: 'kept' }]);
    });

    it('[P16] is asked for before what waits for it', async () => {
      const { type, asked } = await setupAskedAgain();
      await type('/retry');
      expect(asked('message.retry')).toEqual([{ serverId: nordlicht, commandId: commandIdOf(70) }]);
      await type('/retry');
      expect(asked('message.retry').at(-1)).toEqual({ serverId: nordlicht, commandId: behind.commandId });
    });

    it('takes nobody along who has gone elsewhere', async () => {
      const { type, asked, prompt } = await setupAskedAgain();
      await type('/join general');
      await type('/retry all');
      expect(asked('message.retry')).toHaveLength(2);
      expect(prompt()).toBe('Nordlicht · general >');
    });
  });

  it('is no direct chat that the server has: that one takes what is said', async () => {
    const direct = buildRoom({ roomId: first, kind: 'direct', name: null });
    const { type, emit, state, prompt } = await setupPeople({ state: { rooms: [buildRoom(), direct] } });
    await type('/dm Jonas');
    emit('command.failed', { ...making(70, first), serverId: nordlicht, kind: 'direct.open' });
    await settle();
    expect(prompt()).toBe('Nordlicht · Jonas >');
    await type('hello');
    expect(state.sent).toHaveLength(1);
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
    const still = 'You are still in general.';
    await type('/join kitchen');
    expect(news()).toEqual([sentence, still]);
    await type('/rooms');
    news();
    await type('/join 2');
    expect(news()).toEqual([sentence, still]);
    expect(prompt()).toBe('Nordlicht · general >');
    expect(calls.some(({ name }) => name === 'room.join')).toBe(false);
  });

  it('is not where people come in', async () => {
    const own = buildRoom({ roomId: roomIdOf('p'), name: 'ops' });
    const { prompt } = await setupPeople({ state: { rooms: [...unmade, own] } });
    expect(prompt()).toBe('Nordlicht · ops >');
  });
});

describe('a direct chat that the server refused', () => {
  const roomId = roomIdOf('d');
  const waiting = buildRoom({ roomId, kind: 'direct', name: null, isWaiting: true });
  const opened = { ...waiting, isWaiting: false };
  const reason: Refusal = { type: 'person_not_found', personId: jonas };
  const failed: FailedCommand = { commandId: commandIdOf(70), kind: 'direct.open', roomId, reason };

  async function setupRefusedDirect() {
    const people = await setupPeople();
    people.answer('direct.open', async () => ok({ commandId: commandIdOf(70), roomId }));
    people.emit('room.changed', { serverId: nordlicht, rooms: [waiting], removed: [] });
    await people.type('/dm Jonas');
    people.state.failed = [failed];
    people.emit('command.failed', { serverId: nordlicht, ...failed });
    await people.type('lost');
    expect(people.state.sent).toEqual([]);
    expect(people.prompt()).toBe('Nordlicht · Jonas · refused >');
    const comesAbout = async () => {
      people.emit('room.changed', { serverId: nordlicht, rooms: [opened], removed: [] });
      await settle();
      people.news();
    };
    return { ...people, comesAbout };
  }

  it('takes what is said in it again once it is asked for again', async () => {
    const { type, state, prompt } = await setupRefusedDirect();
    await type('/dm Jonas');
    await type('kept');
    expect(state.sent.map(({ content }) => content)).toEqual([{ type: 'text', text: 'kept' }]);
    expect(prompt()).toBe('Nordlicht · Jonas >');
  });

  it('takes what is said in it once the other one has opened it', async () => {
    const { type, state, prompt, comesAbout } = await setupRefusedDirect();
    await comesAbout();
    expect(prompt()).toBe('Nordlicht · Jonas >');
    await type('kept');
    expect(state.sent).toHaveLength(1);
  });

  it('is a chat like others once the other one has opened it, though the command failed', async () => {
    const { type, news, prompt, comesAbout } = await setupRefusedDirect();
    await type('/join general');
    await comesAbout();
    await type('/rooms');
    expect(news().join(' ')).not.toContain('refused');
    await type('/join Jonas');
    expect(prompt()).toBe('Nordlicht · Jonas >');
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

describe('a guest', () => {
  const me = buildPerson({ personId: mara, displayName: 'Mara', isMe: true, role: 'guest' });
  const direct = buildRoom({ roomId: roomIdOf('d'), kind: 'direct', name: null });

  it.each(['/dm Jonas', '/create plans', '/invite Jonas', '/rename ops', '/topic ours', '/report Jonas'])(
    'reads at once that %s is not for guests, and nothing is asked of the server',
    async (line) => {
      const { type, calls, news, prompt } = await setupPeople({ state: { people: [me, buildPerson()] } });
      const asked = calls.length;
      news();
      await type(line);
      expect(news().join(' ')).toContain('Guests of Nordlicht do not do this');
      expect(calls.slice(asked).map(({ name }) => name)).toEqual([]);
      expect(prompt()).toBe('Nordlicht · general >');
    },
  );

  it('goes into a direct chat that there is', async () => {
    const rooms = [buildRoom(), direct];
    const { type, calls, prompt } = await setupPeople({ state: { people: [me, buildPerson()], rooms } });
    await type('/dm Jonas');
    expect(prompt()).toBe('Nordlicht · Jonas >');
    expect(calls.some(({ name }) => name === 'direct.open')).toBe(false);
  });
});

describe('who does not come into another room', () => {
  it.each(['/join nowhere', '/dm Nobody', '/create'])('reads after %s where they still are', async (line) => {
    const { type, news } = await setupPeople();
    news();
    await type(line);
    expect(news().at(-1)).toBe('You are still in general.');
  });

  it('reads with whom they talk still', async () => {
    const direct = buildRoom({ roomId: roomIdOf('d'), kind: 'direct', name: null });
    const { type, news } = await setupPeople({ state: { rooms: [buildRoom(), direct] } });
    await type('/dm Jonas');
    news();
    await type('/join nowhere');
    expect(news().at(-1)).toBe('You are still in the chat with Jonas.');
  });
});

describe('a direct chat', () => {
  const direct = buildRoom({ roomId: roomIdOf('d'), kind: 'direct', name: null });

  it.each([
    ['/rename foo', 'A direct chat has no name of its own'],
    ['/invite Jonas', 'A direct chat stays with those who are in it.'],
  ])('says what %s cannot do in it, and asks nobody', async (line, sentence) => {
    const { type, news, calls } = await setupPeople({ state: { rooms: [direct] } });
    news();
    await type(line);
    expect(news().join(' ')).toContain(sentence);
    expect(calls.some(({ name }) => name === 'room.rename' || name === 'room.invite')).toBe(false);
  });
});

it('a changed name is said once it is changed', async () => {
  const { news, type } = await setupPeople();
  news();
  await type('/name Mára');
  expect(news()).toEqual(['You are Mára at Nordlicht now.']);
});

it('a private room that somebody was put out of is still there, for others', async () => {
  const payroll = buildRoom({ name: 'Payroll', visibility: 'private', isMember: false });
  const { emit, news } = await setupPeople({ state: { rooms: [payroll] } });
  const reason: Refusal = { type: 'room_not_found', roomId: general };
  emit('command.failed', {
    serverId: nordlicht,
    commandId: commandIdOf(1),
    kind: 'room.setTopic',
    roomId: general,
    reason,
  });
  await settle();
  expect(news().join(' ')).toContain('You are not in Payroll any more: somebody in it can bring you back.');
});
