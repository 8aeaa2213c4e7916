import { describe, expect, it } from 'vitest';
import type { Refusal } from '#shared/domain/refusal.ts';
import { err, ok } from '#shared/result.ts';
import {
  buildPerson,
  buildRoom,
  buildServer,
  commandIdOf,
  general,
  mara,
  nordlicht,
  roomIdOf,
  serverIdOf,
} from './builders.ts';
import { setupPeople } from './setup-people.ts';

const waitMs = 30_000;
const werkstatt = serverIdOf('w');
const link = `hallway://join?s=${serverIdOf('x')}&h=10.77.0.1:7600`;
const owner = buildPerson({ personId: mara, displayName: 'Mara', isMe: true, role: 'owner' });

/** Lines from a pipe, at a client that does what the test says; comes back with how it ended and what was said. */
async function pipe(lines: readonly string[], options: Parameters<typeof setupPeople>[0] = {}) {
  const people = await setupPeople({ pipedWaitMs: waitMs, ...options });
  for (const line of lines) people.feed.type(line);
  people.feed.end();
  await people.pass(0);
  return people;
}

describe('a pipe', () => {
  it.each([
    ['/nonsense', 'There is no /nonsense.'],
    ['/dm Nobody', 'There is no "Nobody" here.'],
    ['/dm', '/dm needs the name of somebody.'],
    ['/join nowhere', 'There is no "nowhere" here.'],
    ['/create', '/create needs a name'],
    ['/report Mara', 'This is you'],
    ['/server 9', 'There is no server 9 here yet.'],
    ['/forget-server', '/yes does it.'],
    ['/yes', 'Nothing was asked.'],
    ['hallway://join?s=nonsense', 'This is no server id'],
  ])('ends badly where %s is not done', async (line, sentence) => {
    const { ended, news } = await pipe([line]);
    expect(await ended).toEqual({ type: 'unsent' });
    expect(news().join(' ')).toContain(sentence);
  });

  it.each(['/who', '/topic', '/help', '/servers', '/discard all', '/name Mara L', 'hello'])(
    'ends well where %s is done',
    async (line) => {
      const { ended } = await pipe([line]);
      expect(await ended).toEqual({ type: 'quit' });
    },
  );

  it('ends with /quit, and as badly as it went', async () => {
    expect(await (await pipe(['/nonsense', '/quit'])).ended).toEqual({ type: 'unsent' });
    const { ended, state } = await pipe(['/quit', 'hello']);
    expect([await ended, state.sent]).toEqual([{ type: 'quit' }, []]);
  });

  it('ends badly where nobody answered what was asked', async () => {
    const link = `hallway://join?s=${nordlicht}&h=192.168.4.20:7420`;
    for (const lines of [[link], [link, '/who']]) expect(await (await pipe(lines)).ended).toEqual({ type: 'unsent' });
    const { feed, ended, answer, calls } = await setupPeople({ pipedWaitMs: waitMs });
    answer('server.join', async () => ok({ serverId: nordlicht }));
    for (const line of [link, '/yes']) feed.type(line);
    feed.end();
    expect(await ended).toEqual({ type: 'quit' });
    expect(calls.filter(({ name }) => name === 'server.join')).toHaveLength(1);
  });

  it.each(['room.create', 'person.rename', 'report.create', 'message.send'])(
    'ends badly where the server refused a %s later',
    async (kind) => {
      const people = await setupPeople({ pipedWaitMs: waitMs });
      const reason: Refusal = { type: 'not_allowed', action: kind };
      people.emit('command.failed', { serverId: nordlicht, commandId: commandIdOf(1), kind, roomId: general, reason });
      people.feed.end();
      expect(await people.ended).toEqual({ type: 'unsent' });
    },
  );

  it('says nothing of the client that ends with it', async () => {
    const { close, news, ended, feed, answer, pass } = await setupPeople({ pipedWaitMs: waitMs });
    answer('timeline.page', () => new Promise(() => undefined));
    feed.type('/join general');
    await pass(0);
    news();
    close();
    expect(await ended).toEqual({ type: 'client_gone' });
    await pass(0);
    expect(news()).toEqual([]);
  });

  it('waits until the server answers before it asks anything, and for what is said only for a room', async () => {
    const connection = { type: 'connecting' } as const;
    const state = { servers: [buildServer({ connection })] };
    const people = await pipe(['hello', '/devices', 'bye'], { state });
    const names = () => people.calls.map(({ name }) => name).filter((name) => /device|send/u.test(name));
    expect(names()).toEqual(['message.send']);
    people.server({ connection: { type: 'catching_up' } });
    await people.pass(1_000);
    expect(names()).toEqual(['message.send']);
    people.server({ connection: { type: 'online' } });
    await people.pass(0);
    expect(names()).toEqual(['message.send', 'device.list', 'message.send']);
    expect(await people.ended).toEqual({ type: 'quit' });
  });

  it('waits for a server that does not answer once, and not for each line', async () => {
    const servers = [buildServer({ connection: { type: 'connecting' } })];
    const people = await pipe(['/devices', '/claims', 'hello', '/invites'], { state: { servers } });
    people.answer('device.list', async () => err({ type: 'server_unreachable' }));
    people.answer('claim.list', async () => err({ type: 'server_unreachable' }));
    await people.pass(waitMs);
    expect(await people.ended).toEqual({ type: 'unsent' });
    expect(people.calls.filter(({ name }) => name === 'device.list' || name === 'claim.list')).toHaveLength(2);
  });

  it.each([
    ['an address', ['/server 10.77.0.1:7600'], '10.77.0.1:7600'],
    ['a link', [link, '/yes'], 'The server of the link'],
  ])('says nothing to the room where it stands that is meant for %s which does not answer', async (_, way, name) => {
    const { pass, ended, news, calls, answer, feed } = await setupPeople({ pipedWaitMs: waitMs });
    answer('server.join', async () => err({ type: 'unreachable', code: 'EHOSTUNREACH' }));
    for (const line of [...way, 'secret', '/topic secret']) feed.type(line);
    feed.end();
    for (let second = 0; second < 4; second += 1) await pass(10_000);
    expect(await ended).toEqual({ type: 'unsent' });
    expect(calls.some(({ name: call }) => call === 'message.send' || call === 'room.setTopic')).toBe(false);
    expect(news().join(' ')).toContain(`${name} has not answered, and what is meant for it goes nowhere else.`);
  });

  it.each([
    ['/yes', [link, '/yes']],
    ['/join-separate', ['/join-separate']],
  ])('says nothing to the room where it stands that follows %s, where the server is not joined', async (way, lines) => {
    const people = await setupPeople({ pipedWaitMs: waitMs });
    people.answer('server.join', async () => err({ type: 'local_network_denied' }));
    const problem = { type: 'known_name', serverId: nordlicht } as const;
    people.emit('server.changed', buildServer({ serverId: werkstatt, connection: { type: 'refused', problem } }));
    await people.pass(0);
    for (const line of [...lines, 'secret']) people.feed.type(line);
    people.feed.end();
    await people.pass(0);
    expect(await people.ended).toEqual({ type: 'unsent' });
    expect(people.calls.some(({ name }) => name === 'server.join')).toBe(true);
    expect(people.state.sent).toEqual([]);
    expect(people.news().join(' ')).toContain(`${way} led nowhere`);
  });

  it('says in the room where it stands what follows a yes that leads nowhere else', async () => {
    const { ended, state } = await pipe(['/remove Jonas', '/yes', 'gone'], {
      state: { people: [owner, buildPerson()] },
    });
    await ended;
    expect(state.sent).toHaveLength(1);
  });

  it.each(['/join nowhere', '/dm Nobody', '/server 9', '/create'])(
    'says nothing to the room where it stands that follows %s, until it has come somewhere',
    async (line) => {
      const lines = [
        line,
        'secret',
        '/topic secret',
        line === '/server 9' ? '/server nordlicht' : '/join general',
        'open',
      ];
      const { ended, news, state, calls } = await pipe(lines);
      expect(await ended).toEqual({ type: 'unsent' });
      expect(state.sent.map(({ content }) => content)).toEqual([{ type: 'text', text: 'open' }]);
      expect(calls.some(({ name }) => name === 'room.setTopic')).toBe(false);
      const said = news().join(' ');
      expect(said).toContain(`${line} led nowhere, and what is meant for there goes nowhere else. Not sent: secret`);
      expect(said).not.toContain('You are still');
    },
  );

  it('joins no room of the server where it stands after a server that is not there', async () => {
    const { ended, calls } = await pipe(['/server 9', '/join general', '/forget-server yes', 'secret']);
    expect(await ended).toEqual({ type: 'unsent' });
    const names = calls.map(({ name }) => name);
    expect(names.filter((name) => /forget|send/u.test(name))).toEqual([]);
    expect(names.filter((name) => name === 'timeline.page')).toHaveLength(1);
  });

  it('says nothing elsewhere that follows a room which the server refused', async () => {
    const people = await setupPeople({ pipedWaitMs: waitMs });
    const roomId = roomIdOf('k');
    people.answer('room.create', async () => ok({ commandId: commandIdOf(70), roomId }));
    const room = buildRoom({ roomId, name: 'kitchen', isWaiting: true });
    people.emit('room.changed', { serverId: nordlicht, rooms: [room], removed: [] });
    await people.type('/create kitchen');
    const reason: Refusal = { type: 'room_name_taken', name: 'kitchen' };
    const refused = { commandId: commandIdOf(70), kind: 'room.create', roomId, reason };
    people.emit('command.failed', { serverId: nordlicht, ...refused });
    people.feed.type('secret');
    people.feed.end();
    expect(await people.ended).toEqual({ type: 'unsent' });
    expect(people.state.sent).toEqual([]);
    expect(people.news().join(' ')).toContain('Not sent: secret');
  });

  it('[P18] does not wait for who is kept out until somebody does something, and says what is kept', async () => {
    const refusal = { type: 'invite_invalid' } as const;
    const connection = { type: 'pending', door: 'invite', digits: null, claim: null, refusal } as const;
    const server = buildServer({ connection, outbox: { waiting: 1, failed: 0 } });
    const { ended, news } = await pipe(['hello', '/devices'], { state: { servers: [server], rooms: [] } });
    expect(await ended).toEqual({ type: 'unsent' });
    const said = news().join(' ');
    expect(said).toContain('Not sent: hello');
    expect(said).toContain(
      'Nordlicht has not let you in yet. It is asked again next time. 1 line was not sent and is not',
    );
    expect(said).not.toContain('What waits is kept');
  });

  it('[H3] does not wait for a room that its server keeps closed', async () => {
    const server = buildServer({ outbox: { waiting: 1, failed: 0, held: 1 } });
    const people = await pipe([], { state: { servers: [server] } });
    expect(await people.ended).toEqual({ type: 'unsent' });
    expect(people.news().join(' ')).toContain('1 not sent yet. What waits is kept, and goes out next time.');
  });

  it('says that what waits is kept where it is', async () => {
    const connection = { type: 'reconnecting', since: 0, nextTryAt: 0, problem: { type: 'timed_out' } } as const;
    const server = buildServer({ connection, outbox: { waiting: 2, failed: 0 } });
    const rooms = [buildRoom(), buildRoom({ roomId: roomIdOf('o'), name: 'ops' })];
    const people = await pipe([], { state: { servers: [server], rooms } });
    for (let second = 0; second <= waitMs; second += 500) await people.pass(500);
    expect(await people.ended).toEqual({ type: 'unsent' });
    expect(people.news().join(' ')).toContain('2 not sent yet. What waits is kept, and goes out next time.');
  });
});
