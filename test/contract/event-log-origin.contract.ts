import * as v from 'valibot';
import { expect, it } from 'vitest';
import type { AppendedEvent } from '#main/storage/event-log.ts';
import { present } from '#shared/assert.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { bareEventSchema } from '#shared/protocol/event-frame.ts';
import { roomOf, setupLoss, setupOpened, shownAtHead, type Loss } from './event-log-loss.ts';
import { makeOwner, registerRows, type RegisterRow } from './event-log-registers.ts';
import { makeRoom, page, parseEvent, replayAll, type EventLogBackend, type LogWorld } from './event-log-setup.ts';

type WorldOfRoom = LogWorld & { readonly roomId: RoomId };

type DoingInRoom = (world: WorldOfRoom) => Promise<readonly AppendedEvent[]>;

interface RoomOfTwo {
  /** Whether the loss is known, and the log goes on. */
  readonly setup?: typeof setupLoss;
  readonly history?: 'joined' | 'everything';
  readonly keep?: DoingInRoom;
}

/** What a healed event changes, and who sees it (H5). */
export function eventLogOriginContract(backend: EventLogBackend): void {
  const originsOf = (events: readonly AppendedEvent[]) =>
    events.map(({ frame }) => parseEvent(frame).header.origin?.isOverruled ?? false);

  /** What is there before the copy. */
  const kept = (row: RegisterRow) => async (world: LogWorld) => [
    ...(await makeOwner(world)),
    ...((await row.keep?.(world)) ?? []),
  ];
  const changeable = registerRows.filter(({ isForGood }) => isForGood !== true);

  it.each(registerRows)('[H5] $what that was lost does not overwrite what was set since', async (row) => {
    const loss = await setupOpened(backend, (world) => row.set(world, 'first'), kept(row));
    await row.set(loss, 'second');
    const { outcomes, appended } = await loss.giveFrames(...loss.lost);
    expect(outcomes).toEqual(['healed']);
    expect(originsOf(appended)).toEqual([true]);
    expect(appended.flatMap(({ changes }) => changes)).toEqual([]);
    expect(await row.read(loss)).toBe('second');
    await loss.restart();
    expect(await row.read(loss)).toBe('second');
  });

  it.each(changeable)('[H5] $what that was lost overwrites what was set before it', async (row) => {
    const loss = await setupOpened(
      backend,
      (world) => row.set(world, 'first'),
      async (world) => [...(await kept(row)(world)), ...(await row.set(world, 'second'))],
    );
    const { appended } = await loss.giveFrames(...loss.lost);
    expect(originsOf(appended)).toEqual([false]);
    expect(appended.flatMap(({ changes }) => changes)).toHaveLength(1);
    expect(await row.read(loss)).toBe('first');
  });

  it.each(changeable)(
    '[H5] $what that was lost twice over is as it was last, in whatever order it comes',
    async (row) => {
      const both = async (world: LogWorld) => [...(await row.set(world, 'first')), ...(await row.set(world, 'second'))];
      const loss = await setupOpened(backend, both, kept(row));
      for (const event of loss.lost.toReversed()) await loss.giveFrames(event);
      expect(await row.read(loss)).toBe('second');
    },
  );

  it('[H5] who is let in by what was lost and put out since stays out', async () => {
    const loss = await setupOpened(backend, async ({ cleo, general }) => [
      await cleo.act('room.join', { roomId: general }),
    ]);
    const { cleo, general } = loss;
    await cleo.act('room.join', { roomId: general });
    await cleo.act('room.leave', { roomId: general });
    const { appended } = await loss.giveFrames(...loss.lost);
    expect(originsOf(appended)).toEqual([true]);
    expect((await roomOf(loss, general)).memberIds).not.toContain(cleo.personId);
  });

  it('[H5] who is in a room already is not let in again, where nobody has how they had gone', async () => {
    const loss = await setupOpened(backend, async ({ ben, general }) => [
      await ben.act('room.leave', { roomId: general }),
      await ben.act('room.join', { roomId: general }),
    ]);
    const { appended } = await loss.giveFrames(loss.lost[1]);
    expect(originsOf(appended)).toEqual([false]);
    expect(appended).toMatchObject([{ changes: [], opened: [] }]);
    expect((await roomOf(loss, loss.general)).memberIds).toContain(loss.ben.personId);
  });

  it('[H5] a room that was made again under the same id is as it is now', async () => {
    const loss = await setupOpened(backend, async ({ ann, ben }) => [
      await ann.act('direct.open', { personIds: [ben.personId] }),
      await ben.act('person.rename', { displayName: 'Benjamin' }),
    ]);
    const again = await loss.ben.act('direct.open', { personIds: [loss.ann.personId] });
    const { appended } = await loss.giveFrames(loss.lost[0]);
    expect(originsOf(appended)).toEqual([true]);
    expect(appended).toMatchObject([{ changes: [], opened: [], stream: again.stream }]);
  });

  it('[H5] what comes back marks nothing as read', async () => {
    const loss = await setupOpened(backend);
    const { ann, general, log } = loss;
    await loss.giveFrames(...loss.lost);
    expect((await log().listMarkers(ann.personId, {})).markers).toEqual([]);
    await ann.say(general, 'since');
    expect((await log().listMarkers(ann.personId, {})).markers).toMatchObject([{ roomId: general, readUpTo: 4 }]);
  });

  /** A room that Ann made, and asked Ben into, before the copy: what is done in it, kept beside that, and lost. */
  async function setupRoomOfTwo(lose: DoingInRoom, { setup = setupOpened, history = 'joined', keep }: RoomOfTwo = {}) {
    let roomId = '' as RoomId;
    const make = async (world: LogWorld) => {
      const { ann, ben } = world;
      roomId = await makeRoom({ ann }, { history });
      const invited = await ann.act('room.invite', { roomId, personId: ben.personId });
      return [invited, ...((await keep?.({ ...world, roomId })) ?? [])];
    };
    const loss = await setup(backend, (world) => lose({ ...world, roomId }), make);
    return { ...loss, roomId };
  }

  /** Ann and Ben were in it when two things were said, Cleo came after the loss. */
  async function setupLateComer(history: 'joined' | 'everything') {
    const loss = await setupRoomOfTwo(
      async ({ ann, ben, roomId }) => [await ann.say(roomId, 'before Cleo'), await ben.say(roomId, 'yes')],
      { history },
    );
    await loss.ann.act('room.invite', { roomId: loss.roomId, personId: loss.cleo.personId });
    const { position } = await shownAtHead(loss.log());
    const { appended } = await loss.giveFrames(...loss.lost);
    return { ...loss, position, appended };
  }

  function typesOf(frames: readonly string[]): string[] {
    return frames.map((frame) => (JSON.parse(frame) as { type: string }).type);
  }

  async function newest({ log, roomId }: Loss & { roomId: RoomId }, personId: PersonId): Promise<string[]> {
    const { epoch } = await log().directory();
    const read = await log().readHistory(personId, page(roomId, epoch.epochId));
    return read.ok ? read.value.frames.slice(-2) : [];
  }

  it('[H5, P6] who was not in the room at its origin gets no more of it than a header, and everybody else all', async () => {
    const room = await setupLateComer('joined');
    const { ann, ben, cleo, log, position, appended } = room;
    expect(appended.map(({ hidden }) => hidden?.from)).toEqual([[cleo.personId], [cleo.personId]]);
    for (const { personId } of [ann, ben]) {
      const pages = await replayAll(log(), personId, position);
      expect(typesOf(pages.flatMap(({ frames }) => frames))).toEqual(['event', 'event']);
      expect(typesOf(await newest(room, personId))).toEqual(['event', 'event']);
    }
    const pages = await replayAll(log(), cleo.personId, position);
    const bare = appended.map(({ hidden }) => hidden?.frame);
    expect(pages.flatMap(({ frames }) => frames)).toEqual(bare);
    expect(await newest(room, cleo.personId)).toEqual(bare);
  });

  it('[H5] a header says where the event is, and nothing of what was said', async () => {
    const { appended } = await setupLateComer('joined');
    for (const { hidden, frame } of appended) {
      const { header, mac } = parseEvent(frame);
      const bare = JSON.parse(present(hidden, 'it is hidden from Cleo').frame) as unknown;
      expect(bare).toEqual({ type: 'event.bare', header, mac });
      expect(v.is(bareEventSchema, bare)).toBe(true);
    }
  });

  it('[H5] where everything is shown, it is shown to whoever comes later', async () => {
    const room = await setupLateComer('everything');
    expect(room.appended.map(({ hidden }) => hidden)).toEqual([null, null]);
    expect(typesOf(await newest(room, room.cleo.personId))).toEqual(['event', 'event']);
  });

  it('[H5] who had been put out at its origin, and is in again, gets its header', async () => {
    const loss = await setupRoomOfTwo(async ({ ann, roomId }) => [await ann.say(roomId, 'without Ben')], {
      keep: async (room) => [await putOutBen(room)],
    });
    await loss.ann.act('room.invite', { roomId: loss.roomId, personId: loss.ben.personId });
    const { appended } = await loss.giveFrames(...loss.lost);
    expect(appended.map(({ hidden }) => hidden?.from)).toEqual([[loss.ben.personId]]);
  });

  it('[H5, I8] what was said while somebody was out is not theirs, also where that comes last', async () => {
    const loss = await setupRoomOfTwo(async (room) => [
      await room.ann.say(room.roomId, 'to Ben'),
      await putOutBen(room),
      await room.ann.say(room.roomId, 'without Ben'),
      await room.ann.act('room.invite', { roomId: room.roomId, personId: room.ben.personId }),
    ]);
    const [toBen, removed, without, invited] = loss.lost;
    const { appended } = await loss.giveFrames(toBen, removed, invited, without);
    expect(appended.map(({ hidden }) => hidden?.from ?? [])).toEqual([[], [], [], [loss.ben.personId]]);
  });

  it('[H6, I8] what waited is told as what comes at once: whole to who was there, and the room to who comes into it', async () => {
    const loss = await setupRoomOfTwo(async ({ ann, dan, roomId }) => [
      await dan.act('person.admit', { displayName: 'Dan' }),
      await ann.act('room.invite', { roomId, personId: dan.personId }),
      await dan.say(roomId, 'I am Dan'),
    ]);
    const { ann, cleo, dan, roomId } = loss;
    await ann.act('room.invite', { roomId, personId: cleo.personId });
    const [admitted, invited, said] = loss.lost;
    expect(await loss.giveFrames(said, invited)).toMatchObject({ outcomes: ['parked', 'parked'] });
    const { appended } = await loss.giveFrames(admitted);
    expect(appended.map(({ hidden }) => hidden?.from ?? [])).toEqual([[], [], [cleo.personId]]);
    const comers = appended.map(({ opened }) => opened.map(({ personId }) => personId));
    expect(comers).toEqual([[], [dan.personId], []]);
  });

  it('[H5, P6, I9] what changes a room as it is now goes whole to all who are in it, and what is overruled does not', async () => {
    const loss = await setupRoomOfTwo(async (room) => [
      await room.ann.act('room.setTopic', { roomId: room.roomId, topic: 'first' }),
      await room.ann.act('room.setTopic', { roomId: room.roomId, topic: 'last' }),
      await putOutBen(room),
    ]);
    const { ann, ben, cleo, log, roomId } = loss;
    await ann.act('room.invite', { roomId, personId: cleo.personId });
    const { position } = await shownAtHead(log());
    const [first, last, removed] = loss.lost;
    const { appended } = await loss.giveFrames(last, removed, first);
    expect(appended.map(({ hidden }) => hidden?.from ?? [])).toEqual([[], [], [cleo.personId]]);
    const told = ['event', 'event', 'event.bare'];
    expect(typesOf((await replayAll(log(), cleo.personId, position)).flatMap(({ frames }) => frames))).toEqual(told);
    const { epoch } = await log().directory();
    const read = await log().readHistory(cleo.personId, page(roomId, epoch.epochId));
    expect(read.ok ? typesOf(read.value.frames.slice(-3)) : read).toEqual(told);
    // Up to their own removal, as for whoever is away when that happens.
    const removal = (await replayAll(log(), ben.personId, position)).flatMap(({ frames }) => frames).at(-1);
    expect(parseEvent(present(removal, 'Ben is told')).header.kind).toBe('room.memberRemoved');
  });

  it('[H5] what was said to somebody before they were put out is theirs, though that comes back first', async () => {
    const lose: DoingInRoom = async (room) => [await room.ann.say(room.roomId, 'to Ben'), await putOutBen(room)];
    const loss = await setupRoomOfTwo(lose, { setup: setupLoss });
    await loss.log().showPosition(loss.shown);
    await loss.giveFrames(...loss.lost.toReversed());
    for (const { personId } of [loss.ann, loss.ben]) await loss.done(personId);
    expect(await loss.log().openGate('healed')).toBe(true);
    expect(typesOf(await newest(loss, loss.ben.personId))).toEqual(['event', 'event']);
  });
}

function putOutBen({ ann, ben, roomId }: WorldOfRoom): Promise<AppendedEvent> {
  return ann.act('room.removeMember', { roomId, personId: ben.personId });
}
