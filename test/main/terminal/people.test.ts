import { describe, expect, it } from 'vitest';
import type { Refusal } from '#shared/domain/refusal.ts';
import { ok, err } from '#shared/result.ts';
import {
  buildMessage,
  buildPerson,
  buildRoom,
  buildServer,
  commandIdOf,
  general,
  jonas,
  mara,
  morning,
  nordlicht,
  personIdOf,
  roomIdOf,
  serverIdOf,
} from './builders.ts';
import { settle } from './line-feed.ts';
import { setupPeople } from './setup-people.ts';

const still = 'You are still in general.';

describe('at the start', () => {
  it('the only server known is entered, and general in it', async () => {
    const { news, prompt } = await setupPeople({ state: { items: [buildMessage('The rack key is with me.')] } });
    expect(news()).toEqual([
      'Connected to Nordlicht as Mara.',
      ' general',
      '                       Today, 14 May',
      '10:42 Jonas            The rack key is with me.',
    ]);
    expect(prompt()).toBe('Nordlicht · general >');
  });

  it('[T5] the first time, people read where their keys will lie and who could use them', async () => {
    const { news } = await setupPeople({ state: { servers: [] } });
    expect(news().join(' ')).toContain(
      'The keys that prove who you are will lie in files that only you may read on this computer. Who can read your files, or a backup of them, can pose as you.',
    );
  });

  it('of several servers the one joined last is entered', async () => {
    const other = buildServer({ serverId: serverIdOf('w'), name: 'Werkstatt' });
    const { news, type, prompt } = await setupPeople({ state: { servers: [buildServer(), other] } });
    expect(news().join(' ')).toContain('You know 2 servers; this is Werkstatt. /servers lists them, /server N goes to');
    expect(prompt()).toBe('Werkstatt · general >');
    await type('/server 1');
    expect(prompt()).toBe('Nordlicht · general >');
  });

  it('a server that was left is entered only where there is no other', async () => {
    const left = buildServer({
      serverId: serverIdOf('w'),
      name: 'Werkstatt',
      connection: { type: 'offline', since: null },
    });
    const both = await setupPeople({ state: { servers: [buildServer(), left] } });
    expect(both.prompt()).toBe('Nordlicht · general >');
    const one = await setupPeople({ state: { servers: [left] } });
    expect(one.prompt()).toBe('Werkstatt · general · left >');
  });

  it('servers of one name are told apart by their addresses', async () => {
    const twin = buildServer({ serverId: serverIdOf('w'), name: 'nordlicht', addresses: ['192.168.4.52:7420'] });
    const { news } = await setupPeople({ state: { servers: [buildServer(), twin] } });
    const said = news();
    expect(said).toContain('Connected to Nordlicht at 192.168.4.20:7420 as Mara.');
    expect(said).toContain('Connected to nordlicht at 192.168.4.52:7420 as Mara.');
  });

  it('servers are told as they appear and go, and joined by their number', async () => {
    const { news, emit, answer, type, calls } = await setupPeople({ state: { servers: [] } });
    const seen = {
      serverId: serverIdOf('w'),
      name: 'Werk\u001b[2Jstatt',
      addresses: ['192.168.4.52:7420'],
      isKnown: false,
      networks: [],
      lastSeenAt: morning,
    };
    answer('server.join', async () => ok({ serverId: seen.serverId }));
    news();
    emit('nearby.changed', { servers: [seen], status: { type: 'working', problem: null } });
    await settle();
    expect(news()).toEqual(['Nearby: Werk␛[2Jstatt at 192.168.4.52:7420. /server 1 joins it.']);
    await type('/server 1');
    expect(calls).toContainEqual({ name: 'server.join', params: { target: seen.serverId, displayName: 'Mara' } });
    emit('nearby.changed', { servers: [], status: { type: 'not_heard', problem: null } });
    await settle();
    expect(news()[0]).toBe('No longer nearby: Werk␛[2Jstatt.');
  });

  it('a server that does not answer yet is joined as soon as it does', async () => {
    const { answer, pass, prompt, server, news } = await setupPeople({
      state: { servers: [] },
      target: '192.168.4.20:7420',
    });
    await pass(3000);
    expect(news().join(' ')).toContain('192.168.4.20:7420 is joined as soon as it answers.');
    answer('server.join', async () => ok({ serverId: buildServer().serverId }));
    server({});
    await pass(4000);
    expect(prompt()).toBe('Nordlicht · general >');
  });

  it('what is no server at all ends it', async () => {
    const scripted = { state: { servers: [] }, target: 'nonsense' };
    const { answer, ended, pass } = await setupPeople(scripted);
    answer('server.join', async () => err({ type: 'target_invalid', problem: 'x' }));
    await pass(1000);
    expect(await ended).toMatchObject({ type: 'target_invalid' });
  });
});

describe('a message of others', () => {
  it('is printed once, with time and author', async () => {
    const { news, hear } = await setupPeople();
    news();
    hear('Found it.', { commandId: commandIdOf(77) });
    hear('Found it.', { commandId: commandIdOf(77) });
    await settle();
    expect(news()).toEqual(['                       Today, 14 May', '10:42 Jonas            Found it.']);
  });

  it('elsewhere names its room', async () => {
    const tests = buildRoom({ roomId: roomIdOf('t'), name: 'field tests' });
    const { news, hear } = await setupPeople({ state: { rooms: [buildRoom(), tests] } });
    news();
    hear('Rain.', {}, { roomId: tests.roomId });
    await settle();
    expect(news().at(-1)).toBe('10:42 field tests › Jonas: Rain.');
  });

  it('is marked as read once somebody does something', async () => {
    const { hear, calls, type, pass } = await setupPeople();
    hear('Found it.');
    await pass(1000);
    expect(calls.filter(({ name }) => name === 'room.markRead')).toEqual([]);
    await type('/who');
    expect(calls.filter(({ name }) => name === 'room.markRead').at(-1)).toMatchObject({
      params: { roomId: general, upTo: 1 },
    });
  });
});

describe('an own message', () => {
  it('that is sent at once is printed once, as sent', async () => {
    const { news, type, deliver, state, pass } = await setupPeople();
    news();
    await type('//etc is full');
    expect(state.sent[0]?.content).toEqual({ type: 'text', text: '/etc is full' });
    const [item = buildMessage('')] = state.sent;
    deliver(item, 'sent');
    await settle();
    await pass(5000);
    expect(news().at(-1)).toMatch(/^10:42 Mara +\/etc is full +✓ sent$/u);
  });

  it('waits as queued without the server, and later steps come gathered', async () => {
    const connection = {
      type: 'reconnecting',
      since: morning,
      nextTryAt: morning + 4000,
      problem: { type: 'timed_out' },
    } as const;
    const { news, type, deliver, state, pass, server } = await setupPeople({
      state: { servers: [buildServer({ connection })] },
    });
    news();
    await type('one');
    await type('two');
    expect(
      news()
        .map((line) => line.replaceAll(/ +/gu, ' '))
        .slice(1),
    ).toEqual(['10:42 Mara one ◌ queued', '10:42 two ◌ queued']);
    server({ connection: { type: 'online' } });
    for (const item of state.sent) deliver(item, 'sent');
    for (const item of state.sent) deliver(item, 'delivered');
    await settle();
    await pass(5000);
    expect(
      news()
        .filter((line) => line.includes('✓'))
        .map((line) => line.trim()),
    ).toEqual(['✓✓ delivered: 2 messages, the last: two']);
  });

  it('that failed is told with its reason and the way out', async () => {
    const { news, type, deliver, state, calls, pass } = await setupPeople();
    await type('hello');
    const [item = buildMessage('')] = state.sent;
    deliver(item, 'failed', { type: 'not_a_member', roomId: general });
    await settle();
    await pass(1000);
    expect(news().join(' ')).toContain(
      'Not sent: "hello". You are not in general. /join comes first. /retry sends it again, /discard takes it away.',
    );
    const reason: Refusal = { type: 'not_a_member', roomId: general };
    state.failed = [{ commandId: item.commandId, kind: 'message.send', roomId: general, reason }];
    await type('/retry');
    expect(calls.at(-1)).toMatchObject({ name: 'message.retry', params: { commandId: item.commandId } });
  });
});

describe('the connection', () => {
  it('is told once when it is lost and once when it is back', async () => {
    const { news, server, pass, clock, prompt } = await setupPeople();
    news();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const nextTryAt = clock.now() + 5000;
      server({
        connection: { type: 'reconnecting', since: morning, nextTryAt, problem: { type: 'unreachable', code: 'X' } },
      });
      await pass(1000);
      server({ connection: { type: 'connecting' } });
      await pass(1000);
    }
    expect(news()).toEqual(["Nordlicht can't be reached. What you write goes out by itself. Next try in 4 s."]);
    server({ connection: { type: 'online' } });
    await settle();
    expect(news()).toEqual(['Nordlicht is back.']);
    expect(prompt()).toBe('Nordlicht · general >');
  });

  it('that is back within a second was never lost', async () => {
    const { news, server, pass } = await setupPeople();
    news();
    server({
      connection: { type: 'reconnecting', since: morning, nextTryAt: morning, problem: { type: 'timed_out' } },
    });
    await pass(500);
    server({ connection: { type: 'online' } });
    await pass(5000);
    expect(news()).toEqual([]);
  });

  it('refused for good says why', async () => {
    const { news, server } = await setupPeople();
    news();
    server({ connection: { type: 'refused', problem: { type: 'other_server', serverId: serverIdOf('w') } } });
    await settle();
    expect(news()).toEqual([
      'This is not the Nordlicht you know: its key differs. Nothing of yours was sent.',
      '/join-separate joins it beside that one.',
      'The key you know  NNNN-NNNN-NNNN-NNNN',
      'The key of this   WWWW-WWWW-WWWW-WWWW',
    ]);
  });

  it('that asks for another name takes one', async () => {
    const { news, server, type, calls } = await setupPeople();
    news();
    server({
      connection: {
        type: 'pending',
        door: 'open',
        digits: null,
        claim: null,
        refusal: { type: 'name_taken', displayName: 'Mara L' },
      },
    });
    await settle();
    expect(news().join(' ')).toContain('Too close to "Mara L". Add a last name or a place');
    await type('/name Mara from the lab');
    expect(calls.at(-1)).toMatchObject({ name: 'person.rename', params: { displayName: 'Mara from the lab' } });
  });
});

describe('commands', () => {
  const tests = buildRoom({ roomId: roomIdOf('t'), name: 'field tests', unread: 3, topic: 'Rain or shine' });
  const joanna = buildPerson({ personId: personIdOf('o'), displayName: 'Joanna', presence: null });

  it('list rooms with what is unread, and go into one by its beginning', async () => {
    const { news, type, prompt } = await setupPeople({ state: { rooms: [buildRoom(), tests] } });
    news();
    await type('/rooms');
    expect(news()).toEqual(['  1 field tests  3 unread · Rain or shine', '  2 general']);
    await type('/join FIELD');
    expect(prompt()).toBe('Nordlicht · field tests >');
    await type('/join 2');
    expect(prompt()).toBe('Nordlicht · general >');
  });

  describe('that join a room which only the server knows', () => {
    async function joinBrowsed() {
      const people = await setupPeople();
      const roomId = roomIdOf('p');
      people.answer('room.browse', async () =>
        ok([{ roomId, name: 'ops', topic: '', memberCount: 2, isMember: false }]),
      );
      people.news();
      await people.type('/join ops');
      return { ...people, roomId };
    }

    it('go into it once they are in', async () => {
      const { emit, prompt, roomId } = await joinBrowsed();
      emit('room.changed', { serverId: nordlicht, rooms: [buildRoom({ roomId, name: 'ops' })], removed: [] });
      await settle();
      expect(prompt()).toBe('Nordlicht · ops >');
    });

    it('say that the server is slow where it is there', async () => {
      const { pass, news } = await joinBrowsed();
      await pass(3_000);
      expect(news()).toEqual(['You join ops as soon as Nordlicht answers: it is slow just now.', still]);
    });

    it('say that the server has to be back where it is gone', async () => {
      const { server, pass, news } = await joinBrowsed();
      server({
        connection: { type: 'reconnecting', since: morning, nextTryAt: morning, problem: { type: 'timed_out' } },
      });
      await pass(3_000);
      expect(news()).toContain('You join ops as soon as Nordlicht is back.');
    });

    it('say the refusal and where one is still where they are refused', async () => {
      const { emit, pass, news, roomId } = await joinBrowsed();
      const reason: Refusal = { type: 'not_allowed', action: 'room.join' };
      emit('command.failed', { serverId: nordlicht, commandId: commandIdOf(1), kind: 'room.join', roomId, reason });
      await pass(3_000);
      expect(news()).toEqual(['Not done: /join. Your role does not allow this here. Ask a moderator.', still]);
    });
  });

  it('say whom a name could mean', async () => {
    const people = [buildPerson(), joanna, buildPerson({ personId: mara, displayName: 'Mara', isMe: true })];
    const { news, type, calls } = await setupPeople({ state: { people } });
    news();
    await type('/invite jo');
    expect(news()).toEqual(['"jo" could be Jonas or Joanna. Type more of it.']);
    await type('/dm joa, jon');
    expect(calls.find(({ name }) => name === 'direct.open')).toMatchObject({
      params: { personIds: [joanna.personId, jonas] },
    });
  });

  it('do not open a chat with oneself alone', async () => {
    const { news, type, calls } = await setupPeople();
    news();
    await type('/dm mara');
    expect(news()).toEqual(['A direct chat is with somebody else: this is you. /people lists everybody.', still]);
    await type('/dm mara jonas');
    const opened = calls.filter(({ name }) => name === 'direct.open');
    expect(opened.map(({ params }) => params)).toEqual([{ serverId: nordlicht, personIds: [jonas] }]);
  });

  it('do not leave a direct chat', async () => {
    const direct = buildRoom({ roomId: roomIdOf('d'), kind: 'direct', name: null });
    const { news, type, calls, prompt } = await setupPeople({ state: { rooms: [direct] } });
    news();
    await type('/leave');
    expect(news()).toEqual(['A direct chat cannot be left.']);
    expect(calls.some(({ name }) => name === 'room.leave')).toBe(false);
    expect(prompt()).toBe('Nordlicht · Jonas >');
  });

  it('say of a server number that stands for none', async () => {
    const { news, type, calls } = await setupPeople({ state: { servers: [] } });
    news();
    await type('/server 1');
    expect(news()).toEqual(['There is no server 1 here yet. /nearby lists those that were seen.']);
    expect(calls.some(({ name }) => name === 'server.join')).toBe(false);
  });

  it('say nothing of where people are while it is not known', async () => {
    const { news, type } = await setupPeople({ state: { people: [buildPerson(), joanna] } });
    news();
    await type('/people');
    expect(news()).toEqual(['  Joanna', '  Jonas   here']);
  });

  it('make rooms', async () => {
    const { type, calls } = await setupPeople();
    await type('/create field tests --private --history');
    expect(calls.find(({ name }) => name === 'room.create')?.params).toMatchObject({
      name: 'field tests',
      visibility: 'private',
      history: 'everything',
    });
  });

  it('ask before everything of a server is deleted', async () => {
    const { type, calls, news } = await setupPeople();
    await type('/forget-server');
    expect(calls.some(({ name }) => name === 'server.forget')).toBe(false);
    expect(news().join(' ')).toContain('/yes does it.');
    await type('/yes');
    expect(calls.filter(({ name }) => name === 'server.forget')).toHaveLength(1);
    expect(news()).toEqual(['Nordlicht is forgotten.']);
  });

  it('put a damaged database aside, and say where it is', async () => {
    const { type, calls, news } = await setupPeople();
    news();
    await type('/renew-server');
    expect(calls.find(({ name }) => name === 'server.renew')?.params).toEqual({ serverId: nordlicht });
    expect(news()).toEqual([
      'The damaged database is now /data/servers/n.db.damaged-1, with what still',
      'waited in it.',
      'Everything else comes from Nordlicht again.',
    ]);
  });

  it('that do not exist are told', async () => {
    const { type, news } = await setupPeople();
    news();
    await type('/dance');
    expect(news()).toEqual(['There is no /dance. /help lists what there is.']);
  });

  it('fit into 40 columns, all of them', async () => {
    const { type, news } = await setupPeople({ width: 39, state: { rooms: [buildRoom(), tests] } });
    for (const line of [
      '/help',
      '/rooms',
      '/people',
      '/who',
      '/servers',
      '/nearby',
      '/unread',
      '/history',
      '/diagnostics',
      '/join x',
    ]) {
      await type(line);
    }
    for (const line of news()) expect(line.length).toBeLessThanOrEqual(39);
  });

  it('that the server refuses later are told', async () => {
    const { emit, news } = await setupPeople();
    news();
    const reason: Refusal = { type: 'room_name_taken', name: 'lab' };
    emit('command.failed', {
      serverId: buildServer().serverId,
      commandId: commandIdOf(1),
      kind: 'room.rename',
      roomId: general,
      reason,
    });
    await settle();
    expect(news().join(' ')).toContain('Not done: /rename. There is a room "lab" already.');
  });
});

describe('the end', () => {
  it('comes with /quit', async () => {
    const { ended, type } = await setupPeople();
    await type('/quit');
    expect(await ended).toEqual({ type: 'quit' });
  });

  it('does not come with more than /quit', async () => {
    const { type, news, prompt } = await setupPeople();
    news();
    await type('/quit smoking');
    expect(news()).toEqual(['/quit takes nothing. //quit says it.']);
    expect(prompt()).toBe('Nordlicht · general >');
  });

  it('comes with the client', async () => {
    const { ended, close } = await setupPeople();
    close();
    expect(await ended).toEqual({ type: 'client_gone' });
  });

  it('of piped lines is a bad one where something was not sent', async () => {
    const refused = await setupPeople({ state: { rooms: [] }, pipedWaitMs: 1_000 });
    refused.feed.type('hello');
    refused.feed.end();
    await refused.pass(1_500);
    expect(await refused.ended).toEqual({ type: 'unsent' });
    const waiting = await setupPeople({ pipedWaitMs: 1_000 });
    waiting.server({ outbox: { waiting: 1, failed: 0 } });
    waiting.feed.type('hello');
    waiting.feed.end();
    for (let count = 0; count < 5; count += 1) await waiting.pass(500);
    expect(await waiting.ended).toEqual({ type: 'unsent' });
  });

  it('of piped lines waits for a room and for being sent', async () => {
    const { ended, feed, server, state, emit, pass } = await setupPeople({ state: { rooms: [] }, pipedWaitMs: 30_000 });
    feed.type('hello');
    feed.end();
    await settle();
    expect(state.sent).toEqual([]);
    server({ outbox: { waiting: 1, failed: 0 } });
    emit('room.changed', { serverId: buildServer().serverId, rooms: [buildRoom()], removed: [] });
    await settle();
    expect(state.sent).toHaveLength(1);
    server({ outbox: { waiting: 0, failed: 0 } });
    await pass(500);
    expect(await ended).toEqual({ type: 'quit' });
  });
});
