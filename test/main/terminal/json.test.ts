import { afterEach, describe, expect, it } from 'vitest';
import { err, ok } from '#shared/result.ts';
import { runJson, type JsonEnd } from '#main/terminal/json/run-json.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import {
  buildMessage,
  buildNotice,
  buildPerson,
  buildRoom,
  buildServer,
  commandIdOf,
  general,
  jonas,
  mara,
  nordlicht,
  personIdOf,
  roomIdOf,
  serverIdOf,
} from './builders.ts';
import { createLineFeed, settle } from './line-feed.ts';
import { createScriptedChat, type ScriptedState } from './scripted-chat.ts';

type Event = Record<string, unknown>;
const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

async function setupJson({
  state = {},
  target = null,
}: { state?: Partial<ScriptedState>; target?: string | null } = {}) {
  const scripted = createScriptedChat(state);
  const clock = createFakeClock();
  const feed = createLineFeed();
  const written: string[] = [];
  const stop = new AbortController();
  stops.push(stop);
  let reader = Promise.resolve();
  const ended: Promise<JsonEnd> = runJson({
    chat: scripted.chat,
    clock,
    output: {
      write: (text) => void written.push(text),
      drained: () => reader,
      flushed: () => Promise.resolve(),
      onBroken: () => undefined,
    },
    lines: feed.lines,
    stop,
    displayName: 'CI',
    target,
    waitMs: 30_000,
  });
  await settle();
  return {
    ...scripted,
    clock,
    feed,
    ended,
    stop,
    stall: () => {
      let goOn: () => void = () => undefined;
      reader = new Promise((resolve) => (goOn = resolve));
      return goOn;
    },
    written,
    /** Events of a kind since the start. */
    events: (...kinds: string[]): Event[] =>
      written.map((line) => JSON.parse(line) as Event).filter(({ event }) => kinds.includes(String(event))),
    write: async (line: unknown) => {
      feed.type(typeof line === 'string' ? line : JSON.stringify(line));
      await settle();
    },
    pass: async (durationMs: number) => {
      await settle();
      for (let passed = 0; passed < durationMs; passed += 250) {
        clock.advance(250);
        await settle();
      }
    },
  };
}

describe('a command', () => {
  it('finds rooms and people by name, and answers under its id', async () => {
    const { write, events, calls } = await setupJson();
    await write({ do: 'message.send', id: 7, room: 'GENERAL', text: 'green' });
    await write({ do: 'direct.open', people: ['jonas'] });
    await write({ do: 'room.create', name: 'ops', visibility: 'private' });
    expect(calls.slice(-3).map(({ params }) => params)).toEqual([
      { serverId: nordlicht, roomId: general, text: 'green' },
      { serverId: nordlicht, personIds: [jonas] },
      { serverId: nordlicht, name: 'ops', topic: '', visibility: 'private', history: 'joined' },
    ]);
    expect(events('result')).toEqual([
      { event: 'result', id: 7, do: 'message.send', command: commandIdOf(1) },
      { event: 'result', do: 'direct.open', command: commandIdOf(2), room: general },
      { event: 'result', do: 'room.create', command: commandIdOf(3), room: general },
    ]);
  });

  it('waits for the room it names, and those behind it wait too', async () => {
    const { write, emit, state } = await setupJson({ state: { rooms: [] } });
    await write({ do: 'message.send', room: 'general', text: 'first' });
    await write({ do: 'message.send', room: 'general', text: 'second' });
    expect(state.sent).toEqual([]);
    emit('room.changed', { serverId: nordlicht, rooms: [buildRoom()], removed: [] });
    await settle();
    expect(state.sent.map(({ content }) => content)).toMatchObject([{ text: 'first' }, { text: 'second' }]);
  });

  it('tells of a room and of a person that are gone', async () => {
    const { emit, events } = await setupJson();
    emit('room.changed', { serverId: nordlicht, rooms: [], removed: [general] });
    emit('person.changed', { serverId: nordlicht, people: [], removed: [jonas] });
    await settle();
    expect(events('room.gone')).toEqual([{ event: 'room.gone', server: nordlicht, room: general }]);
    expect(events('person.gone')).toEqual([{ event: 'person.gone', server: nordlicht, person: jonas }]);
  });

  it('never takes a room that only begins like the one it names', async () => {
    const { write, state } = await setupJson({ state: { rooms: [buildRoom({ name: 'general talk' })] } });
    await write({ do: 'message.send', room: 'general', text: 'secret' });
    expect(state.sent).toEqual([]);
  });

  it('fails when what it names does not come about in time, and the next is done', async () => {
    const { write, events, pass, state } = await setupJson();
    await write({ do: 'message.send', id: 'a', room: 'nowhere', text: 'x' });
    await write({ do: 'message.send', id: 'b', room: 'general', text: 'y' });
    await pass(30_000);
    expect(events('error')).toMatchObject([{ id: 'a', line: 1, type: 'room_not_known' }]);
    expect(state.sent).toHaveLength(1);
  });

  it('fails in a sentence that names the server it was about', async () => {
    const other = serverIdOf('w');
    const servers = [buildServer(), buildServer({ serverId: other, name: 'Werkstatt' })];
    const { write, answer, events } = await setupJson({ state: { servers }, target: nordlicht });
    answer('room.browse', async () => err({ type: 'server_unreachable' }));
    answer('server.join', async () => err({ type: 'device_removed' }));
    await write({ do: 'room.browse', server: 'Werkstatt' });
    await write({ do: 'room.browse' });
    await write({ do: 'server.join', server: 'hallway://join?s=unknown' });
    expect(events('error').map(({ sentence }) => String(sentence).split(/ can| at /u)[0])).toEqual([
      'Werkstatt',
      'Nordlicht',
      'This computer is not let in',
    ]);
    expect(events('error').at(-1)).toMatchObject({ sentence: expect.stringContaining('at the server.') as string });
  });

  it('without a server is for the one joined last', async () => {
    const servers = [buildServer(), buildServer({ serverId: serverIdOf('w'), name: 'Werkstatt' })];
    const { write, calls } = await setupJson({ state: { servers } });
    await write({ do: 'room.browse' });
    expect(calls.at(-1)).toEqual({ name: 'room.browse', params: { serverId: serverIdOf('w') } });
  });

  it('joins a public room that only the server knows', async () => {
    const { write, answer, calls } = await setupJson();
    const roomId = roomIdOf('p');
    answer('room.browse', async () => ok([{ roomId, name: 'ops', topic: '', memberCount: 2, isMember: false }]));
    await write({ do: 'room.join', room: 'ops' });
    expect(calls.at(-1)).toEqual({ name: 'room.join', params: { serverId: nordlicht, roomId } });
  });

  it('may be any call as it stands', async () => {
    const { write, events } = await setupJson();
    await write({ call: 'room.list', id: 1, params: { serverId: nordlicht } });
    expect(events('result')).toEqual([{ event: 'result', id: 1, call: 'room.list', value: [buildRoom()] }]);
    await write({ call: 'room.explode', id: 2, params: {} });
    expect(events('error')).toMatchObject([{ id: 2, type: 'unknown_call', name: 'room.explode' }]);
  });

  it.each([
    ['nonsense', 'not_json'],
    ['[1]', 'not_a_command'],
    ['{}', 'not_a_command'],
    ['{"do":"room.list","call":"room.list"}', 'not_a_command'],
    ['{"do":"room.list","id":{}}', 'not_a_command'],
    ['{"do":"dance"}', 'unknown_do'],
    ['{"do":"message.send","room":"general"}', 'invalid_params'],
    ['{"do":"message.send","room":"general","text":"  "}', 'invalid_params'],
    ['{"do":"message.send","room":"general","text":"a","colour":1}', 'invalid_params'],
    ['{"do":"message.send","room":7,"text":"a"}', 'invalid_params'],
    ['{"do":"wait","for":"godot"}', 'invalid_params'],
    ['{"do":"direct.open","people":"jonas"}', 'invalid_params'],
  ])('that reads %s is an error, and nothing else is lost', async (line, type) => {
    const { write, events, state, feed, ended } = await setupJson();
    await write(line);
    expect(events('error')).toMatchObject([{ line: 1, type, sentence: expect.any(String) as string }]);
    await write({ do: 'message.send', room: 'general', text: 'after' });
    expect(state.sent).toHaveLength(1);
    feed.end();
    await settle();
    void ended;
  });

  it('with a name that fits several is an error with their ids', async () => {
    const people = [buildPerson(), buildPerson({ personId: personIdOf('k') })];
    const { write, events } = await setupJson({ state: { people } });
    await write({ do: 'direct.open', people: ['Jonas'] });
    expect(events('error')).toMatchObject([{ type: 'ambiguous', names: [jonas, personIdOf('k')] }]);
  });

  it('waits while the reader of the output has fallen behind', async () => {
    const { write, stall, state } = await setupJson();
    const goOn = stall();
    await write({ do: 'message.send', room: 'general', text: 'one' });
    await write({ do: 'message.send', room: 'general', text: 'two' });
    expect(state.sent).toHaveLength(1);
    goOn();
    await settle();
    expect(state.sent).toHaveLength(2);
  });
});

describe('an event', () => {
  it('tells of a message once, flat', async () => {
    const { hear, events } = await setupJson();
    hear('Found it.', { commandId: commandIdOf(50) });
    hear('Found it.', { commandId: commandIdOf(50) });
    await settle();
    expect(events('message')).toEqual([
      expect.objectContaining({
        room: general,
        roomName: 'general',
        personName: 'Jonas',
        text: 'Found it.',
        isMine: false,
      }),
    ]);
  });

  it('[T8] says who vouched for the device that a message came from', async () => {
    const { emit, events } = await setupJson();
    const items = [buildMessage('It is me.'), buildMessage('It is me, too.', { vouchedBy: mara, itemNumber: 2 })];
    emit('timeline.changed', { serverId: nordlicht, roomId: general, items, removed: [], isLive: true });
    await settle();
    const [own, vouched] = events('message');
    expect(own).not.toHaveProperty('vouchedBy');
    expect(vouched).toMatchObject({ vouchedBy: mara, vouchedByName: 'Mara' });
  });

  it('[T8] says who vouched for the device from which something was done', async () => {
    const { emit, events } = await setupJson();
    const items = [buildNotice({ key: 'own' }), buildNotice({ key: 'vouched', vouchedBy: mara })];
    emit('timeline.changed', { serverId: nordlicht, roomId: general, items, removed: [], isLive: true });
    await settle();
    const [own, vouched] = events('notice');
    expect(own).not.toHaveProperty('vouchedBy');
    expect(vouched).toMatchObject({ vouchedBy: mara, vouchedByName: 'Mara' });
  });

  it('[P11] marks a notice that nobody signed', async () => {
    const { emit, events } = await setupJson();
    const removal = buildNotice({ notice: 'room.memberRemoved', subject: mara });
    const items = [removal, { ...removal, key: 'forged', isForged: true }];
    emit('timeline.changed', { serverId: nordlicht, roomId: general, items, removed: [], isLive: true });
    await settle();
    const [signed, forged] = events('notice');
    expect(signed).not.toHaveProperty('isForged');
    expect(forged).toMatchObject({ notice: 'room.memberRemoved', subject: mara, isForged: true });
  });

  it('tells of each step of an own message', async () => {
    const { write, deliver, state, events } = await setupJson();
    await write({ do: 'message.send', room: 'general', text: 'hi' });
    const [item = buildMessage('')] = state.sent;
    for (const step of ['sent', 'sent', 'delivered', 'read'] as const) deliver(item, step);
    await settle();
    expect(events('delivery').map(({ state: step }) => step)).toEqual(['queued', 'sent', 'delivered', 'read']);
  });

  it('tells of the server only when something changed', async () => {
    const { server, events } = await setupJson();
    server({});
    server({ connection: { type: 'reconnecting', since: 3, nextTryAt: 5, problem: { type: 'timed_out' } } });
    await settle();
    expect(events('server')).toMatchObject([
      { state: 'online' },
      { state: 'reconnecting', problem: 'timed_out', since: 3, nextTryAt: 5 },
    ]);
  });

  it('is harmless on a terminal and reads back the same', async () => {
    const { hear, written, events } = await setupJson();
    const hostile = '\u001b[2J\u009b31m\u202e\u2028\u007f\ud800';
    hear(hostile);
    await settle();
    expect(written.join('')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/u);
    expect(events('message')[0]?.['text']).toBe(hostile);
  });
});

describe('a wait', () => {
  it('for a message takes the first that fits, also one that came before', async () => {
    const { write, hear, events } = await setupJson();
    hear('ping 1');
    hear('ping 2');
    await write({ do: 'wait', for: 'message', room: 'general', person: 'Jonas', text: 'ping 2', id: 1 });
    await write({ do: 'wait', for: 'message', text: 'ping', id: 2 });
    expect(events('result')).toMatchObject([{ id: 1, for: 'message', text: 'ping 2' }]);
    hear('ping 3');
    await settle();
    expect(events('result').at(-1)).toMatchObject({ id: 2, text: 'ping 3' });
  });

  it('[P11] for a message takes none that its author did not sign', async () => {
    const { write, emit, hear, events } = await setupJson();
    await write({ do: 'wait', for: 'message', person: 'Jonas', text: 'go', id: 1 });
    const items = [buildMessage('go, now', { isForged: true })];
    emit('timeline.changed', { serverId: nordlicht, roomId: general, items, removed: [], isLive: true });
    await settle();
    expect([events('message').length, events('result')]).toEqual([1, []]);
    hear('go');
    await settle();
    expect(events('result')).toMatchObject([{ id: 1, text: 'go' }]);
  });

  it('for delivery holds back what stands behind it', async () => {
    const { write, deliver, state, events } = await setupJson();
    await write({ do: 'message.send', room: 'general', text: 'hi' });
    await write({ do: 'wait', for: 'delivered', id: 'w' });
    const [item = buildMessage('')] = state.sent;
    deliver(item, 'sent');
    await settle();
    expect(events('result')).toHaveLength(1);
    deliver(item, 'delivered');
    await settle();
    expect(events('result').at(-1)).toMatchObject({ id: 'w', for: 'delivered' });
  });

  it('that takes too long is an error', async () => {
    const { write, events, pass } = await setupJson({
      state: { servers: [buildServer({ connection: { type: 'connecting' } })] },
    });
    await write({ do: 'wait', for: 'online', timeoutMs: 1000 });
    await pass(1000);
    expect(events('error')).toMatchObject([{ type: 'wait_timed_out', for: 'online' }]);
  });
});

describe('a signal', () => {
  const end = { event: 'end', isGood: true, waiting: 0, failed: 0, errors: 0 };

  it('ends a script that has nothing left to do well', async () => {
    const { write, deliver, state, stop, events, ended } = await setupJson();
    await write({ do: 'message.send', room: 'general', text: 'hi' });
    deliver(state.sent[0] ?? buildMessage(''), 'sent');
    await settle();
    stop.abort();
    expect(await ended).toEqual({ type: 'done', isGood: true });
    expect(events('unsent', 'end')).toEqual([end]);
  });

  it('says what it leaves unsent', async () => {
    const { write, stop, events, ended } = await setupJson();
    await write({ do: 'message.send', room: 'general', text: 'hi' });
    stop.abort();
    expect(await ended).toEqual({ type: 'done', isGood: false });
    expect(events('unsent', 'end')).toEqual([
      { event: 'unsent', command: commandIdOf(1), room: general, text: 'hi' },
      { ...end, isGood: false, waiting: 1 },
    ]);
  });

  it('names the command it cuts short, and nothing comes after the end', async () => {
    const { write, stop, hear, events, written, ended } = await setupJson({ state: { rooms: [] } });
    await write({ do: 'message.send', id: 7, room: 'general', text: 'hi' });
    stop.abort();
    hear('too late');
    await settle();
    expect(await ended).toEqual({ type: 'done', isGood: false });
    expect(events('unsent')).toEqual([
      { event: 'unsent', id: 7, line: 1, do: 'message.send', room: 'general', text: 'hi' },
    ]);
    expect(JSON.parse(written.at(-1) ?? '')).toMatchObject({ event: 'end', isGood: false });
  });

  it('while the end of input waits for being sent is told once', async () => {
    const { write, feed, server, stop, pass, events, ended } = await setupJson();
    await write({ do: 'message.send', room: 'general', text: 'hi' });
    server({ outbox: { waiting: 1, failed: 0 } });
    feed.end();
    await pass(1_000);
    stop.abort();
    expect(await ended).toEqual({ type: 'done', isGood: false });
    await pass(31_000);
    expect(events('unsent', 'end').map(({ event }) => event)).toEqual(['unsent', 'end']);
  });

  it.each([
    ['what an earlier run left waits', { servers: [buildServer({ outbox: { waiting: 2, failed: 0 } })] }, null],
    ['a command is still waiting for its room', { rooms: [] }, null],
    ['the server was never joined', { servers: [] }, '192.168.4.20:7420'],
  ])('is no good end where %s', async (_what, state, target) => {
    const { write, stop, ended } = await setupJson({ state, target });
    if ('rooms' in state) await write({ do: 'message.send', room: 'general', text: 'hi' });
    stop.abort();
    expect(await ended).toEqual({ type: 'done', isGood: false });
  });
});

describe('the end of input', () => {
  it('waits until everything is sent', async () => {
    const { write, feed, server, deliver, state, pass, events, ended } = await setupJson();
    await write({ do: 'message.send', room: 'general', text: 'hi' });
    server({ outbox: { waiting: 1, failed: 0 } });
    feed.end();
    await pass(5000);
    expect(events('end')).toEqual([]);
    const [item = buildMessage('')] = state.sent;
    deliver(item, 'sent');
    server({ outbox: { waiting: 0, failed: 0 } });
    await pass(1000);
    expect(events('end')).toEqual([{ event: 'end', isGood: true, waiting: 0, failed: 0, errors: 0 }]);
    expect(await ended).toEqual({ type: 'done', isGood: true });
  });

  it('says what could not be sent in time', async () => {
    const { write, feed, server, pass, events, ended } = await setupJson();
    await write({ do: 'message.send', room: 'general', text: 'hi' });
    server({ outbox: { waiting: 1, failed: 0 } });
    feed.end();
    await pass(31_000);
    expect(events('unsent', 'end')).toEqual([
      { event: 'unsent', command: commandIdOf(1), room: general, text: 'hi' },
      { event: 'end', isGood: false, waiting: 1, failed: 0, errors: 0 },
    ]);
    expect(await ended).toEqual({ type: 'done', isGood: false });
  });

  it('is not good when a message was refused', async () => {
    const { write, feed, deliver, state, pass, events, ended } = await setupJson();
    await write({ do: 'message.send', room: 'general', text: 'hi' });
    const [item = buildMessage('')] = state.sent;
    deliver(item, 'failed', { type: 'not_a_member', roomId: general });
    feed.end();
    await pass(1000);
    expect(events('delivery').at(-1)).toMatchObject({ state: 'failed', reason: 'not_a_member' });
    expect(await ended).toEqual({ type: 'done', isGood: false });
  });

  it('is not good when the server was never joined, also without a command', async () => {
    const { feed, pass, ended, events } = await setupJson({ state: { servers: [] }, target: '192.168.4.20:7420' });
    feed.end();
    await pass(31_000);
    expect(events('error')).toMatchObject([{ type: 'server_not_known' }]);
    expect(await ended).toEqual({ type: 'done', isGood: false });
  });

  it('does what waited for the server once it is joined', async () => {
    const { write, feed, pass, answer, server, state, deliver } = await setupJson({
      state: { servers: [] },
      target: '192.168.4.20:7420',
    });
    await write({ do: 'message.send', room: 'general', text: 'hi' });
    feed.end();
    await pass(5000);
    answer('server.join', async () => ok({ serverId: nordlicht }));
    server({});
    await pass(10_000);
    expect(state.sent).toHaveLength(1);
    deliver(state.sent[0] ?? buildMessage('', { author: mara }), 'sent');
  });

  it('that nobody can join is told at once', async () => {
    const { ended, answer, pass } = await setupJson({ state: { servers: [] }, target: 'nonsense' });
    answer('server.join', async () => err({ type: 'target_invalid', problem: 'x' }));
    await pass(2000);
    expect(await ended).toMatchObject({ type: 'target_invalid' });
  });

  it('comes too when the client goes', async () => {
    const { ended, close, events } = await setupJson();
    close();
    expect(await ended).toEqual({ type: 'done', isGood: false });
    expect(events('error')).toMatchObject([{ type: 'port_closed' }]);
  });

  it('[H7] tells once what came back of what a server lost, and that it was seen', async () => {
    const healed = { startedAt: 5, returned: 4, givers: [jonas], missing: 1, closedRooms: 2 };
    const server = buildServer({ healed });
    const { events, calls, emit } = await setupJson({ state: { servers: [server] } });
    emit('server.changed', { ...server, unread: 1 });
    emit('server.changed', { ...server, healed: { ...healed, returned: 5 } });
    await settle();
    expect(events('server.healed')).toEqual([{ event: 'server.healed', server: nordlicht, ...healed }]);
    expect(calls.filter(({ name }) => name === 'server.healingSeen')).toEqual([
      expect.objectContaining({ params: { serverId: nordlicht } }),
    ]);
    emit('server.changed', { ...server, healed: { ...healed, startedAt: 9 } });
    await settle();
    expect(events('server.healed').map(({ startedAt }) => startedAt)).toEqual([5, 9]);
  });
});
