import { describe, expect, it } from 'vitest';
import { formatJoinLine } from '#shared/discovery/join-line.ts';
import { createIds } from '#main/identity/ids.ts';
import { createKeyPair } from '#main/identity/key-pair.ts';
import {
  createScriptedServer,
  pendingFrame,
  type Script,
  type ScriptedSession,
} from '#test/support/scripted-server.ts';
import { commandIdOf, epochIdOf, roomIdOf, sampleBytes } from '#test/support/sample-ids.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { ask, joinServer, say, texts } from '#test/support/world-talk.ts';
import { createWorld } from '#test/support/world.ts';

const seed = 'rogue';
const bomb = '@everyone '.repeat(2_000);
const hugeName = `${'\u202e\u200b'.repeat(2_000)}Ann${'\u0301'.repeat(2_000)}`;
const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const position = { epoch: 1, seq: 5, serverHead: 0, tag: sampleBytes(16), mac: sampleBytes(16) };

/** A client of a rogue server and of an honest one, at which somebody writes: what the one does must not be felt at the other. */
async function setupRogue(script: Script = () => false, hello: object = {}) {
  const world = createWorld(seed);
  const rogue = createScriptedServer({ random: createSeededRandom(seed), script, hello });
  world.network.listen('10.0.7.1:7420', rogue.accept);
  const honest = await world.server({ name: 'Honest' });
  const ben = await world.person('Ben');
  await joinServer(world, ben, honest);
  const ann = await world.person('Ann');
  await joinServer(world, ann, honest);
  const rogueId = rogue.identity.serverId;
  const target = formatJoinLine({ serverId: rogueId, addresses: [{ host: '10.0.7.1', port: 7420 }], invite: null });
  await ask(world, ann, ['server.join', { target, displayName: 'Ann' }]);
  await world.run(1_000);
  const [room] = await ask(world, ann, ['room.list', { serverId: honest.serverId }]);
  const roomId = room?.roomId ?? roomIdOf(1);
  let said = 0;

  /** One message each way at the honest server; what is amiss then. */
  async function whatIsAmiss(): Promise<unknown[]> {
    said += 1;
    const spot = { server: honest, roomId };
    await say(world, ben, { ...spot, text: `to Ann ${said}` });
    await world.run(500);
    await say(world, ann, { ...spot, text: `to Ben ${said}` });
    await world.run(500);
    const expected = Array.from({ length: said }, (_, index) => [`to Ann ${index + 1}`, `to Ben ${index + 1}`]).flat();
    const wrong = [await texts(world, ann, spot), await texts(world, ben, spot)].filter(
      (seen) => JSON.stringify(seen) !== JSON.stringify(expected),
    );
    const views = await ask(world, ann, ['server.list', {}]);
    const state = views.find(({ serverId }) => serverId === honest.serverId)?.connection;
    return [...wrong, ...(state?.type === 'online' ? [] : [state])];
  }

  const view = async () => (await ask(world, ann, ['server.list', {}])).find(({ serverId }) => serverId === rogueId);
  return { world, rogue, ann, rogueId, view, whatIsAmiss };
}

interface Attack {
  readonly sends: string;
  act(session: ScriptedSession): void;
}

const repeat = (count: number, act: (index: number) => void): void => {
  for (let index = 0; index < count; index += 1) act(index);
};

const attacks: readonly Attack[] = [
  { sends: 'frames of a megabyte', act: (session) => repeat(20, () => session.sendText('x'.repeat(1 << 20))) },
  {
    sends: 'JSON that is nested 60,000 deep',
    act: (session) => repeat(20, () => session.sendText(`{"type":"reply","id":1,"result":${deep(30_000)}}`)),
  },
  {
    sends: 'frames whose fields are of other types',
    act: (session) =>
      repeat(20, () => session.send({ type: 'event', header: [], command: 'x', signature: {}, mac: null })),
  },
  {
    sends: 'keys that reach for prototypes',
    act: (session) =>
      repeat(20, () => {
        session.sendText('{"type":"__proto__","__proto__":{"isForged":false}}');
        session.sendText('{"type":"signal","name":"__proto__","params":{"__proto__":{"people":[]}}}');
        session.sendText('{"type":"reply","id":1,"result":{"constructor":{"prototype":1}}}');
      }),
  },
  {
    sends: 'answers that nobody asked for',
    act: (session) => repeat(2_000, (id) => session.send({ type: 'reply', id: 1e6 + id, result: {} })),
  },
  { sends: 'a flood of byes', act: (session) => repeat(2_000, () => session.send({ type: 'bye', reason: 'closing' })) },
  {
    sends: 'sessions that flip',
    act: (session) => {
      const active = session.received.find((frame) => frame.type === 'login');
      repeat(500, (index) => {
        const state =
          index % 2 === 0
            ? { state: 'pending', door: 'knock' }
            : { state: 'active', epoch: index, epochId: epochIdOf(index) };
        session.send({
          type: 'session',
          serverId: 'a'.repeat(52),
          serverName: hugeName,
          personId: 'a'.repeat(26),
          lastNumber: index,
          ...state,
          active,
        });
      });
    },
  },
  {
    sends: 'results of commands that were never given',
    act: (session) =>
      repeat(500, (number) => session.send({ type: 'accepted', commandId: commandIdOf(number), number: number + 1 })),
  },
  {
    sends: 'positions that leap and fall',
    act: (session) =>
      repeat(500, (index) =>
        session.send({
          type: 'position',
          position: { ...position, seq: index % 2 === 0 ? Number.MAX_SAFE_INTEGER : 1 },
        }),
      ),
  },
  {
    sends: 'signals without end, about people and rooms that there are not',
    act: (session) =>
      repeat(500, (index) => {
        const person = 'a'.repeat(26);
        session.send({
          type: 'signal',
          name: 'presence',
          params: { people: Array.from({ length: 200 }, () => [person, 'here', null]) },
        });
        session.send({ type: 'signal', name: 'typing', params: { roomId: roomIdOf(index), personIds: [person] } });
        session.send({
          type: 'signal',
          name: 'marker',
          params: { roomId: roomIdOf(index), readUpTo: 1e9, unreadFrom: null },
        });
      }),
  },
  {
    sends:
      'events that nobody signed, of rooms that there are not, with names beyond all measure and bombs of mentions',
    act: (session) => repeat(300, (index) => session.send(forgedEvent(session, index))),
  },
  {
    sends: 'rooms that open without end',
    act: (session) =>
      repeat(500, (index) => {
        const room = {
          roomId: roomIdOf(index),
          kind: 'channel',
          visibility: 'public',
          history: 'everything',
          name: hugeName,
          topic: bomb,
          createdBy: 'a'.repeat(26),
          createdAt: 0,
        };
        session.send({
          type: 'stream.opened',
          stream: `room:${roomIdOf(index)}`,
          seq: index + 1,
          asOf: 1,
          from: 1,
          head: 1e9,
          itemHead: 1e9,
          room,
          members: [],
        });
      }),
  },
];

function forgedEvent(session: ScriptedSession, index: number) {
  const device = session.received.find((frame) => frame.type === 'login')?.device;
  const roomId = roomIdOf(index % 7);
  const place = {
    stream: `room:${roomId}`,
    streamSeq: 1 + index,
    seq: 10 + index,
    epoch: 1,
    at: 1,
    itemNumber: 1 + index,
  };
  const body = { roomId, content: { type: 'text', text: bomb }, writtenAt: 1, salt: sampleBytes(16) };
  const ids = { serverId: 'a'.repeat(52), device, outboxId: commandIdOf(1), commandId: commandIdOf(1_000 + index) };
  const command = { ...ids, v: 1, number: 1 + index, kind: 'message.send', body };
  const header = { ...place, kind: 'message.posted', device, person: 'a'.repeat(26) };
  return { type: 'event', header, command, signature: sampleBytes(64), mac: sampleBytes(16) };
}

describe('[T2, D12] a proven server that sends', () => {
  it.each(attacks)('$sends brings nobody down, and the other server of the client goes on', async ({ act }) => {
    const { world, rogue, whatIsAmiss, view } = await setupRogue();
    expect(await whatIsAmiss()).toEqual([]);
    for (let round = 0; round < 2; round += 1) {
      act(rogue.session);
      await world.run(3_000);
      expect(await whatIsAmiss()).toEqual([]);
    }
    expect((await view())?.serverId).toBe(rogue.identity.serverId);
    // It is tried again now and then, and not without rest.
    expect(rogue.sessions.length).toBeLessThan(20);
  });

  it('[P11] what nobody signed shows it as forged', async () => {
    const { world, rogue, ann, rogueId } = await setupRogue();
    // All is as it would be of this person, whose key the server has not: but for the signature.
    const device = createKeyPair(createSeededRandom(seed).bytes(32)).publicKey;
    const person = createIds(rogueId).personId(device);
    repeat(20, (index) => {
      const { header, command, ...rest } = forgedEvent(rogue.session, index);
      const at = { streamSeq: index + 2, seq: index + 2, itemNumber: index + 2 };
      rogue.session.send({
        ...rest,
        header: { ...header, ...at, stream: `room:${rogue.roomId}`, device, person },
        command: {
          ...command,
          serverId: rogueId,
          device,
          body: { ...command.body, roomId: rogue.roomId },
        },
      });
    });
    await world.run(1_000);
    const { items } = await ask(world, ann, [
      'timeline.page',
      { serverId: rogueId, roomId: rogue.roomId, maxItems: 100 },
    ]);
    const shown = items.flatMap((item) => (item.type === 'message' ? [item.isForged] : []));
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.filter((isForged) => !isForged)).toEqual([]);
  });
});

/** What a rogue server answers to requests, by their names. */
function answering(answers: Readonly<Record<string, (at: number) => unknown>>): Script {
  const counts = new Map<string, number>();
  return (frame, session) => {
    const answer = frame.type === 'request' ? answers[frame.name] : undefined;
    if (frame.type !== 'request' || answer === undefined) return false;
    const at = counts.get(frame.name) ?? 0;
    counts.set(frame.name, at + 1);
    session.reply(frame, answer(at));
    return true;
  };
}

const epochs = [{ epoch: 1, epochId: epochIdOf(1) }];
const snapshotOf = (parts: number) => ({ mode: 'snapshot', reason: 'new', position, epochs, parts, firstRoomId: null });
const emptyPart = { people: [], rooms: [], members: [] };

const plans: readonly {
  readonly plans: string;
  readonly answers: Parameters<typeof answering>[0];
  readonly request: string;
  readonly most: number;
}[] = [
  {
    plans: 'a snapshot of nine billion parts',
    answers: { resume: () => snapshotOf(9e9) },
    request: 'snapshot.pull',
    most: 0,
  },
  {
    plans: 'a replay that never ends',
    answers: {
      resume: () => ({ mode: 'replay', upTo: 1e9 }),
      'replay.pull': () => ({ events: [], position, isLast: false }),
    },
    request: 'replay.pull',
    most: 3,
  },
  {
    plans: 'to heal what was never lost',
    answers: { resume: () => ({ mode: 'heal' }), 'healing.cut': () => ({ seq: Number.MAX_SAFE_INTEGER }) },
    request: 'healing.cut',
    most: 100,
  },
];

describe('[D7, D12] a proven server that plans', () => {
  it.each(plans)('$plans is not followed far, and the other server goes on', async ({ answers, request, most }) => {
    const { world, rogue, whatIsAmiss } = await setupRogue(answering(answers));
    await world.run(20_000);
    expect(await whatIsAmiss()).toEqual([]);
    const asked = rogue.sessions.map((session) => session.requests(request).length);
    expect(asked.filter((count) => count > most)).toEqual([]);
    expect(rogue.sessions.length).toBeLessThan(40);
  });

  it('a snapshot of 3,000 rooms with names beyond all measure is taken or left, and nothing else suffers', async () => {
    const rooms = Array.from({ length: 100 }, (_, index) => index);
    const partOf = (part: number) => ({
      ...emptyPart,
      rooms: rooms.map((index) => {
        const roomId = roomIdOf(part * rooms.length + index + 1);
        const room = {
          roomId,
          kind: 'channel',
          visibility: 'public',
          history: 'everything',
          name: hugeName.slice(0, 200),
          topic: '',
          createdBy: 'a'.repeat(26),
          createdAt: 0,
        };
        return { room, head: 1e9, itemHead: 1e9, access: [{ from: 1, to: null }] };
      }),
    });
    const { world, whatIsAmiss } = await setupRogue(
      answering({ resume: () => snapshotOf(30), 'snapshot.pull': partOf }),
    );
    await world.run(5_000);
    expect(await whatIsAmiss()).toEqual([]);
  });

  it('[P18] to let nobody in and to let them in, in turns, is waited for and no more', async () => {
    const { world, rogue, whatIsAmiss } = await setupRogue((frame, session, identity) => {
      if (frame.type !== 'login') return false;
      session.send(pendingFrame(identity, frame.device));
      return true;
    });
    repeat(500, () => {
      const login = rogue.session.received.find((frame) => frame.type === 'login');
      if (login !== undefined) rogue.session.send(pendingFrame(rogue.identity, login.device));
    });
    await world.run(2_000);
    expect(await whatIsAmiss()).toEqual([]);
    expect(rogue.session.received.filter(({ type }) => type === 'command').length).toBeLessThan(5);
  });
});
