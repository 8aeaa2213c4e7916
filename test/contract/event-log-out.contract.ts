import * as v from 'valibot';
import { expect, it } from 'vitest';
import type { AppendedEvent } from '#main/storage/event-log.ts';
import { present } from '#shared/assert.ts';
import type { RoomId } from '#shared/domain/ids.ts';
import type { Standing } from '#shared/domain/standing.ts';
import { roomOfStream } from '#shared/domain/stream.ts';
import { snapshotPartSchema } from '#shared/protocol/snapshot.ts';
import { roomOf, setupOpened, shownAtHead } from './event-log-loss.ts';
import { makeOwner } from './event-log-registers.ts';
import {
  headPosition,
  makeRoom,
  page,
  saidIn,
  setupEventLog,
  type EventLogBackend,
  type LogWorld,
} from './event-log-setup.ts';

const outs = ['removed', 'banned'] as const;
const histories = ['joined', 'everything'] as const;

/** What of rooms is told to somebody who was removed or banned, and was taken back (P6). */
export function eventLogOutContract(backend: EventLogBackend): void {
  /** Ann owns the server and has a room with Ben; `set` is what she makes of him. */
  async function setup(history: 'joined' | 'everything' = 'joined') {
    const world = await setupEventLog(backend);
    await makeOwner(world);
    const roomId = await makeRoomOfTwo(world, history);
    return { ...world, roomId, ...toolsOf(world) };
  }

  it.each(outs.flatMap((standing) => histories.map((history) => ({ standing, history }))))(
    '[P6] who was $standing and is taken back reads nothing of what was said meanwhile in a private room ($history)',
    async ({ standing, history }) => {
      const { ann, roomId, set, readByBen, restart } = await setup(history);
      await ann.say(roomId, 'before');
      await set(standing);
      await ann.say(roomId, 'meanwhile');
      await restart();
      await ann.say(roomId, 'meanwhile too');
      await set('active');
      expect((await readByBen(roomId)).at(-1)).toBe('before');
      await ann.say(roomId, 'since');
      await restart();
      expect((await readByBen(roomId)).slice(-2)).toEqual(['before', 'since']);
    },
  );

  it('[P6] who was removed and is taken back is in the rooms they were in, and is told live again', async () => {
    const { ann, ben, roomId, set, log } = await setup();
    await set('removed');
    await ann.say(roomId, 'meanwhile');
    await set('active');
    const directory = await log().directory();
    const { memberIds } = present(
      directory.rooms.find(({ room }) => room.roomId === roomId),
      'the room is there',
    );
    expect(memberIds).toContain(ben.personId);
    expect(await ben.send('message.send', { roomId })).toMatchObject({ type: 'accepted' });
  });

  it('[P6] a direct room keeps what its others say from somebody who is out', async () => {
    const { ann, ben, cleo, set, readByBen } = await setup();
    const opened = await ann.act('direct.open', { personIds: [ben.personId, cleo.personId] });
    const direct = roomIdIn(opened);
    await ann.say(direct, 'to both');
    await set('removed');
    await cleo.say(direct, 'about Ben');
    await set('active');
    expect(await readByBen(direct)).toEqual(['direct.opened', 'to both']);
  });

  it('[P6] a public room has no gap, since whoever is back could join it anew', async () => {
    const { ann, ben, general, set, readByBen } = await setup();
    for (const who of [ann, ben]) await who.act('room.join', { roomId: general });
    await set('banned');
    await ann.say(general, 'meanwhile');
    await set('active');
    expect(await readByBen(general)).toContain('meanwhile');
  });

  it('[P6] who is deactivated is in the lists of rooms all the while, and finds what was said', async () => {
    const { ann, roomId, set, readByBen } = await setup();
    await set('deactivated');
    await ann.say(roomId, 'to everybody listed');
    await set('active');
    expect(await readByBen(roomId)).toContain('to everybody listed');
  });

  it('[P6] from removed to banned nothing opens, and from removed to deactivated it does', async () => {
    const { ann, roomId, set, readByBen } = await setup();
    await set('removed');
    await ann.say(roomId, 'first');
    await set('banned');
    await ann.say(roomId, 'second');
    await set('deactivated');
    await ann.say(roomId, 'listed again');
    await set('active');
    const said = await readByBen(roomId);
    expect([said.includes('first'), said.includes('second'), said.at(-1)]).toEqual([false, false, 'listed again']);
  });

  it('[P6] where nothing was said meanwhile there is no gap, however often it happens', async () => {
    const { ann, roomId, set, accessOfBen } = await setup();
    for (let round = 0; round < 3; round += 1) {
      await set('removed');
      await set('active');
    }
    expect(await accessOfBen(roomId)).toEqual([{ from: 2, to: null }]);
    await set('removed');
    await ann.say(roomId, 'meanwhile');
    await set('active');
    await set('removed');
    await ann.say(roomId, 'and again');
    await set('active');
    expect(await accessOfBen(roomId)).toEqual([
      { from: 2, to: 2 },
      { from: 5, to: null },
    ]);
  });

  it('[P6] who is put out of a room while they are out reads it up to where they went, and hears no more', async () => {
    const { ann, ben, roomId, set, accessOfBen, readByBen } = await setup();
    await set('removed');
    await ann.say(roomId, 'meanwhile');
    await ann.act('room.removeMember', { roomId, personId: ben.personId });
    await set('active');
    await ann.say(roomId, 'since');
    expect(await accessOfBen(roomId)).toEqual([{ from: 2, to: 2 }]);
    expect(await readByBen(roomId)).toEqual(['room.invited']);
  });

  it('[P6, P7] a device of theirs comes back to a snapshot, and its pages and markers have the gap', async () => {
    const { ann, ben, roomId, set, log, epochId } = await setup();
    await ann.say(roomId, 'before');
    const position = await headPosition(log());
    await set('removed');
    await ann.say(roomId, 'meanwhile');
    await set('active');
    const plan = await log().planResume(ben.personId, { position, epochId });
    expect(plan).toMatchObject({ mode: 'snapshot', reason: 'far_behind' });
    const after = { position: await headPosition(log()), epochId };
    expect(await log().planResume(ben.personId, after)).toMatchObject({ mode: 'replay' });
    // What is closed is not unread, and nobody is told that they have it.
    const { markers } = await log().listMarkers(ben.personId, {});
    expect(markers).toEqual([{ roomId, readUpTo: 2, unreadFrom: null }]);
    const info = await log().messageInfo(ann.personId, { roomId, epochId, streamSeq: 4 });
    expect(info).toMatchObject({ value: { people: [] } });
  });

  it('[P6] a page forwards leads over the gap to what comes behind it', async () => {
    const { ann, ben, roomId, set, log, epochId } = await setup();
    await set('removed');
    await ann.say(roomId, 'meanwhile');
    await set('active');
    const read = (after: number) => log().readHistory(ben.personId, page(roomId, epochId, { after }));
    expect(await read(2)).toMatchObject({ value: { frames: [], next: null } });
    await ann.say(roomId, 'since');
    const next = await read(1);
    expect(next.ok && [saidIn(next.value.frames), next.value.next]).toEqual([['room.invited'], 3]);
    const since = await read(3);
    expect(since.ok && saidIn(since.value.frames)).toEqual(['since']);
  });

  it('[H5, P6] what was said while they were out, lost, and given back when they are in again shows them its place alone', async () => {
    let rooms: readonly RoomId[] = [];
    const keep = async (world: LogWorld) => {
      const { ann, ben } = world;
      await makeOwner(world);
      const made = [await makeRoomOfTwo(world, 'joined'), await makeRoomOfTwo(world, 'everything')];
      rooms = [...made, roomIdIn(await ann.act('direct.open', { personIds: [ben.personId] }))];
      return [];
    };
    const lose = async (world: LogWorld) => {
      const { set } = toolsOf(world);
      const out = await set('removed');
      const said: AppendedEvent[] = [];
      for (const roomId of rooms) said.push(await world.ann.say(roomId, 'meanwhile'));
      const back = await set('active');
      for (const roomId of rooms) said.push(await world.ann.say(roomId, 'since'));
      return [out, back, ...said];
    };
    const loss = await setupOpened(backend, lose, keep);
    const { ann, ben, done } = loss;
    for (const { personId } of [ann, ben]) await done(personId);
    await loss.giveFrames(loss.lost[0], loss.lost[1]);
    for (const event of loss.lost.slice(2)) await loss.giveFrames(event);
    const { epochId } = await shownAtHead(loss.log());
    for (const roomId of rooms) {
      expect((await roomOf(loss, roomId)).memberIds).toContain(ben.personId);
      const read = await loss.log().readHistory(ben.personId, page(roomId, present(epochId, 'it has one')));
      const frames = read.ok ? read.value.frames : [];
      expect(frames.some((frame) => frame.includes('meanwhile'))).toBe(false);
      expect(frames.at(-2)).toContain('event.bare');
      expect(frames.at(-1)).toContain('since');
    }
  });

  it('[H5, P6] who comes back into a room by what was lost, and is out meanwhile, sees nothing behind that', async () => {
    let roomId = '' as RoomId;
    const keep = async (world: LogWorld) => {
      await makeOwner(world);
      roomId = await makeRoom(world);
      return [];
    };
    const lose = async ({ ann, ben }: LogWorld) => [await ann.act('room.invite', { roomId, personId: ben.personId })];
    const loss = await setupOpened(backend, lose, keep);
    const { set, accessOfBen } = toolsOf(loss);
    await set('removed');
    await loss.done(loss.ann.personId);
    await loss.giveFrames(...loss.lost);
    await loss.ann.say(roomId, 'meanwhile');
    await set('active');
    expect(await accessOfBen(roomId)).toEqual([
      { from: 2, to: 2 },
      { from: 4, to: null },
    ]);
  });
}

function roomIdIn({ stream }: AppendedEvent): RoomId {
  return present(roomOfStream(stream), 'it is a room');
}

async function makeRoomOfTwo({ ann, ben }: LogWorld, history: 'joined' | 'everything'): Promise<RoomId> {
  const roomId = await makeRoom({ ann }, { history });
  await ann.act('room.invite', { roomId, personId: ben.personId });
  return roomId;
}

function toolsOf({ ann, ben, log }: LogWorld) {
  /** Everything Ben can read, page by page. */
  async function readByBen(roomId: RoomId): Promise<string[]> {
    const { epoch } = await log().directory();
    const said: string[] = [];
    for (let before: number | null | undefined; before !== null;) {
      const read = await log().readHistory(ben.personId, page(roomId, epoch.epochId, before ? { before } : {}));
      said.unshift(...(read.ok ? saidIn(read.value.frames) : []));
      before = read.ok ? read.value.next : null;
    }
    return said;
  }

  async function accessOfBen(roomId: RoomId) {
    const plan = await log().planResume(ben.personId, null);
    const parts = plan.mode === 'snapshot' ? plan.parts : [];
    const entries = parts.flatMap((part) => v.parse(snapshotPartSchema, JSON.parse(part)).rooms);
    return present(
      entries.find(({ room }) => room.roomId === roomId),
      'Ben is told of it',
    ).access;
  }

  return {
    set: (standing: Standing) => ann.act('person.setStanding', { personId: ben.personId, standing }),
    readByBen,
    accessOfBen,
  };
}
