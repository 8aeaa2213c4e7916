import { describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import type { RoomId } from '#shared/domain/ids.ts';
import { firstRoom, setupChatServer, type ChatServerWorld } from './chat-server-world.ts';
import type { ReceivedFrame, TestClient } from './test-client.ts';

/** People 1 to `count`, live and in the first room, with nothing left unread. */
async function setupRoom(count: number) {
  const world = await setupChatServer();
  const general = await firstRoom(world);
  const people: TestClient[] = [];
  for (let number = 1; number <= count; number += 1) people.push(await joinRoom(world, number, general));
  // Presence of the first seconds is nobody's subject here.
  await world.wait(6_000);
  for (const person of people) person.take();
  const [ada, ben] = people;
  if (ada === undefined || ben === undefined) throw new Error('Two are the least.');
  return { world, general, people, ada, ben };
}

async function joinRoom(world: ChatServerWorld, number: number, roomId: RoomId): Promise<TestClient> {
  const person = await world.join(number);
  person.sendCommand('room.join', { roomId });
  await world.settle();
  return person;
}

function say(person: TestClient, roomId: RoomId, text: string): void {
  person.sendCommand('message.send', { roomId, content: { type: 'text', text } });
}

/** The room whose stream was just opened for this person. */
function openedRoom(person: TestClient): RoomId {
  const rooms = person.takeOf('stream.opened').map((opened) => opened['room'] as { roomId: RoomId });
  return present(rooms[0], 'a stream was opened').roomId;
}

function typesOf(frames: readonly ReceivedFrame[]): string[] {
  return frames.map(({ type, header }) => {
    const { kind } = (header ?? {}) as { kind?: string };
    return kind === undefined || type === 'accepted' ? type : kind;
  });
}

function seqsOf(frames: readonly ReceivedFrame[]): number[] {
  return frames.flatMap(({ header }) => (header as { seq: number } | undefined)?.seq ?? []);
}

describe('an event', () => {
  it('[P15] reaches everybody in the room, and its author as the reply', async () => {
    const { world, general, people, ada } = await setupRoom(3);
    say(ada, general, 'Hello');
    await world.settle();
    const [author, ...others] = people.map((person) => person.take());
    expect(typesOf(author ?? [])).toEqual(['accepted', 'position']);
    for (const frames of others) expect(typesOf(frames)).toEqual(['message.posted', 'position']);
  });

  it('[D8] is the same bytes for every recipient', async () => {
    const { world, general, people, ada } = await setupRoom(4);
    say(ada, general, 'Hello');
    await world.settle();
    const [, ...others] = people.map((person) => JSON.stringify(person.takeOf('event')));
    expect(new Set(others).size).toBe(1);
  });

  it('[P5] of a room reaches nobody outside it', async () => {
    const { world, general, ada } = await setupRoom(2);
    const outsider = await world.join(3);
    await world.wait(6_000);
    outsider.take();
    say(ada, general, 'Hello');
    await world.settle();
    expect(outsider.take()).toEqual([]);
  });

  it('[P7] comes in the order of the log, the replies among them', async () => {
    const { world, general, people } = await setupRoom(3);
    for (let round = 0; round < 5; round += 1) {
      for (const person of people) say(person, general, `Round ${round}`);
    }
    await world.settle();
    for (const person of people) {
      const frames = person.take();
      const seqs = seqsOf(frames);
      expect(seqs).toHaveLength(15);
      expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
      expect(frames.filter(({ type }) => type === 'accepted')).toHaveLength(5);
      expect(frames.at(-1)?.type).toBe('position');
    }
  });

  it('is written with everything else of its turn: one write a connection, however much is said', async () => {
    const { world, general, people } = await setupRoom(5);
    const before = world.server.stats().counters;
    for (const person of people) for (let count = 0; count < 10; count += 1) say(person, general, `Message ${count}`);
    await world.settle();
    const after = world.server.stats().counters;
    expect(after.writes - before.writes).toBe((after.appends - before.appends) * people.length);
    expect(after.deliveries - before.deliveries).toBe(50 * 5);
    expect(after.appends - before.appends).toBe(1);
  });

  it('[P6] that lets a person in comes behind the opening of the stream', async () => {
    const { world, general, ada } = await setupRoom(2);
    const cleo = await world.join(3);
    cleo.take();
    cleo.sendCommand('room.join', { roomId: general });
    await world.settle();
    expect(typesOf(cleo.take())).toEqual(['stream.opened', 'accepted', 'position']);
    expect(typesOf(ada.take().filter(({ type }) => type === 'event'))).toEqual(['person.admitted', 'room.joined']);
    say(ada, general, 'Welcome');
    await world.settle();
    expect(typesOf(cleo.takeOf('event'))).toEqual(['message.posted']);
  });

  it('[P6] that invites a person opens the stream on all their devices', async () => {
    const { world, ada, ben } = await setupRoom(2);
    ada.sendCommand('room.create', { name: 'Plans', topic: '', visibility: 'private', history: 'joined' });
    await world.settle();
    const roomId = openedRoom(ada);
    ada.sendCommand('room.invite', { roomId, personId: ben.personId });
    await world.settle();
    expect(typesOf(ben.take())).toEqual(['stream.opened', 'room.invited', 'position']);
    say(ada, roomId, 'Only us');
    await world.settle();
    expect(typesOf(ben.take())).toEqual(['message.posted', 'position']);
  });

  it('[P6] by which a person leaves is the last they hear of the room', async () => {
    const { world, general, ada, ben } = await setupRoom(2);
    ben.sendCommand('room.leave', { roomId: general });
    await world.settle();
    say(ada, general, 'Gone?');
    await world.settle();
    expect(typesOf(ben.take())).toEqual(['accepted', 'position']);
    expect(typesOf(ada.take())).toEqual(['room.left', 'position', 'accepted', 'position']);
  });

  it('[P6] by which a person is removed reaches them as the last of the room', async () => {
    const { world, ada, ben } = await setupRoom(2);
    ada.sendCommand('room.create', { name: 'Mine', topic: '', visibility: 'public', history: 'everything' });
    await world.settle();
    const roomId = openedRoom(ada);
    ben.sendCommand('room.join', { roomId });
    await world.settle();
    ben.take();
    ada.sendCommand('room.removeMember', { roomId, personId: ben.personId });
    say(ada, roomId, 'Quiet now');
    await world.settle();
    expect(typesOf(ben.take())).toEqual(['room.memberRemoved', 'position']);
  });

  it('[P17] that opens a direct room reaches both people, and nobody else', async () => {
    const { world, people, ada, ben } = await setupRoom(3);
    ada.sendCommand('direct.open', { personIds: [ben.personId] });
    await world.settle();
    expect(people.map((person) => typesOf(person.take()))).toEqual([
      ['stream.opened', 'accepted', 'position'],
      ['stream.opened', 'direct.opened', 'position'],
      [],
    ]);
  });

  it('is not handed to connections that are gone', async () => {
    const { world, general, ada, ben } = await setupRoom(3);
    ben.link.cut();
    await world.settle();
    const before = world.server.stats().counters.deliveries;
    say(ada, general, 'Two of us');
    await world.settle();
    expect(world.server.stats().counters.deliveries - before).toBe(2);
  });

  it('that opens a stream is nothing to a session that has not resumed', async () => {
    const { world, ada } = await setupRoom(2);
    const late = await world.login(2);
    late.take();
    ada.sendCommand('direct.open', { personIds: [late.personId] });
    await world.settle();
    expect(late.take()).toEqual([]);
  });

  it('reaches a session only once it has resumed', async () => {
    const { world, general, ada } = await setupRoom(2);
    const late = await world.login(2);
    late.take();
    say(ada, general, 'Anybody?');
    await world.settle();
    expect(late.take()).toEqual([]);
    await world.resume(late);
    say(ada, general, 'Now?');
    await world.settle();
    expect(typesOf(late.takeOf('event'))).toEqual(['message.posted']);
  });
});

describe('a command', () => {
  it('[D3] that is repeated gets the stored reply, and becomes no second event', async () => {
    const { world, general, ada, ben } = await setupRoom(2);
    const frame = ada.commandFrame('message.send', { roomId: general, content: { type: 'text', text: 'Once' } });
    ada.send(frame);
    ada.send(frame);
    await world.settle();
    const [first, second] = ada.takeOf('accepted');
    expect(second).toEqual(first);
    expect(ben.takeOf('event')).toHaveLength(1);
    expect(world.server.stats().counters.commandsRepeated).toBe(1);
  });

  it('[P14] out of turn is told what is expected, and nothing is stored', async () => {
    const { world, general, ada } = await setupRoom(2);
    const body = { roomId: general, content: { type: 'text' as const, text: 'Later' } };
    ada.send(ada.commandFrame('message.send', body, { number: 9 }));
    await world.settle();
    expect(ada.take()).toMatchObject([
      { type: 'refused', isFinal: false, error: { type: 'out_of_order', expected: 3 } },
    ]);
  });

  it('[D3] that is refused for good uses its number up and does not block the next', async () => {
    const { world, general, ada } = await setupRoom(2);
    ada.sendCommand('room.rename', { roomId: general, name: '' });
    say(ada, general, 'Still here');
    await world.settle();
    expect(ada.take()).toMatchObject([
      { type: 'refused', isFinal: true, error: { type: 'name_empty' } },
      { type: 'accepted' },
      { type: 'position' },
    ]);
  });

  it.each([
    ['with its keys in another order', (frame: string) => frame.replace(/^\{(.*),("type":"command")\}$/, '{$2,$1}')],
    ['with a space in it', (frame: string) => frame.replace('{"command":', '{"command": ')],
    ['with a key twice', (frame: string) => frame.replace('"kind":', '"kind":"x","kind":')],
    ['cut off', (frame: string) => frame.slice(0, -20)],
    [
      'of another outbox',
      (frame: string) => frame.replace(/"outboxId":"[^"]*"/, '"outboxId":"01900000-0000-7000-8000-000000000099"'),
    ],
  ])('[P9] %s is no command, and is told so', async (_case, spoil) => {
    const { world, general, ada, ben } = await setupRoom(2);
    ada.send(spoil(ada.commandFrame('message.send', { roomId: general, content: { type: 'text', text: 'Hello' } })));
    await world.settle();
    expect(ada.take()).toMatchObject([{ type: 'error', error: { type: 'invalid_frame' } }]);
    expect(ben.take()).toEqual([]);
    say(ada, general, 'Better');
    await world.settle();
    expect(typesOf(ada.take())).toEqual(['accepted', 'position']);
  });
});

describe('a position', () => {
  it('[D7] is told now and then to those that hear nothing', async () => {
    const { world, general, ada } = await setupRoom(2);
    const outsider = await world.join(3);
    await world.wait(30_000);
    outsider.take();
    say(ada, general, 'Hello');
    await world.settle();
    expect(outsider.take()).toEqual([]);
    await world.wait(30_000);
    expect(outsider.takeOf('position')).toHaveLength(1);
    await world.wait(60_000);
    expect(outsider.take()).toEqual([]);
  });

  it('[D6] that was told is one to resume from', async () => {
    const { world, general, ada, ben } = await setupRoom(2);
    say(ada, general, 'One');
    await world.settle();
    const { position } = ben.takeOf('position')[0] as unknown as { position: never };
    ben.link.cut();
    say(ada, general, 'Two');
    await world.settle();
    const again = await world.login(2);
    again.sendRequest('resume', { position });
    await world.settle();
    again.sendRequest('replay.pull', {});
    await world.settle();
    const [planned, page] = again.takeOf('reply').map(({ result }) => result as Record<string, unknown>);
    expect(planned).toMatchObject({ mode: 'replay' });
    expect(page).toMatchObject({ isLast: true });
    expect(page?.['events']).toMatchObject([{ command: { body: { content: { text: 'Two' } } } }]);
  });
});
