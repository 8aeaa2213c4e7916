import { expect, it } from 'vitest';
import type { AppendedEvent } from '#main/storage/event-log.ts';
import { present } from '#shared/assert.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import {
  json,
  loseBehindCopy,
  roomOf,
  setupLoss,
  setupOpened,
  shownAtHead,
  type Doing,
  type Loss,
} from './event-log-loss.ts';
import { makeRoom, page, parseEvent, type EventLogBackend, type LogWorld } from './event-log-setup.ts';

type History = 'everything' | 'joined';
type Room = { readonly visibility: 'public' | 'private'; readonly history: History };

/** Who is in a room of a log that lost something, and what they see of it, in whatever order it comes back (H3, H5). */
export function eventLogLostRoomsContract(backend: EventLogBackend): void {
  /** A private room of Ann's with these others in it. */
  function roomWith(history: History, others: (world: LogWorld) => readonly LogWorld['ann'][]) {
    let roomId = '' as RoomId;
    const invite = ({ ann }: LogWorld, personId: PersonId) => ann.act('room.invite', { roomId, personId });
    const keep = async (world: LogWorld) => {
      await world.dan.act('person.admit', { displayName: 'Dan' });
      roomId = await makeRoom(world, { history });
      const invited: AppendedEvent[] = [];
      for (const { personId } of others(world)) invited.push(await invite(world, personId));
      return invited;
    };
    const remove = ({ ann }: LogWorld, personId: PersonId) => ann.act('room.removeMember', { roomId, personId });
    return { keep, invite, remove, id: () => roomId };
  }

  async function framesOf({ log }: Loss, roomId: RoomId, personId: PersonId): Promise<readonly string[]> {
    const { epoch } = await log().directory();
    const read = await log().readHistory(personId, page(roomId, epoch.epochId));
    return read.ok ? read.value.frames : [];
  }

  async function expectHidden(loss: Loss, roomId: RoomId, from: PersonId): Promise<void> {
    const [all, fewer] = [await framesOf(loss, roomId, loss.ann.personId), await framesOf(loss, roomId, from)];
    expect(all.join('')).toContain('secret');
    expect(fewer.length).toBeGreaterThan(0);
    expect(fewer.join('')).not.toContain('secret');
  }

  it('[H5, I8] who came in before a restart, and before anybody noticed, gets nothing of what was lost', async () => {
    const room = roomWith('joined', ({ ben }) => [ben]);
    const lose = async ({ ann }: LogWorld) => [
      await ann.say(room.id(), 'lost 1'),
      await ann.say(room.id(), 'lost 2'),
      await ann.say(room.id(), 'secret'),
    ];
    const loss = await setupLoss(backend, lose, room.keep);
    const { ann, ben, cleo, log } = loss;
    await room.invite(loss, cleo.personId);
    await loss.restart();
    await ann.act('person.rename', { displayName: 'Anna' });
    expect(await log().showPosition(loss.shown)).toBe('rolledBack');
    await log().openGate('host');
    const { appended } = await loss.giveFrames(...loss.lost);
    expect(appended.map(({ hidden }) => hidden?.from)).toEqual(appended.map(() => [cleo.personId]));
    expect((await framesOf(loss, room.id(), ben.personId)).join('')).toContain('secret');
    await expectHidden(loss, room.id(), cleo.personId);
  });

  it('[H5] nothing that a device shows raises what the log shares with a life of it', async () => {
    const room = roomWith('everything', ({ cleo }) => [cleo]);
    let shownBetween = null as Loss['shown'] | null;
    const lose = async (world: LogWorld) => {
      const said: AppendedEvent[] = [];
      for (const text of ['lost 1', 'lost 2', 'lost 3', 'lost 4']) said.push(await world.ann.say(room.id(), text));
      shownBetween = await shownAtHead(world.log());
      return [...said, await room.invite(world, world.ben.personId)];
    };
    const loss = await setupLoss(backend, lose, room.keep);
    const { ben, log, lost } = loss;
    await room.invite(loss, ben.personId);
    await room.remove(loss, ben.personId);
    await loss.restart();
    const own = await ben.act('person.rename', { displayName: 'Benno' });
    expect(await log().showPosition(present(shownBetween, 'it was shown'))).toBe('rolledBack');
    await loss.giveFrames(lost[0]);
    // The log does hold this one of Ben's: that says nothing of what came before it.
    const offers = [{ seq: own.seq, tag: parseEvent(own.frame).mac }];
    expect(await log().findCut({ offers })).toBe(own.seq);
    expect(await log().showPosition(loss.shown)).toBe('lost');
    await loss.giveFrames(lost[4]);
    await log().openGate('host');
    expect((await roomOf(loss, room.id())).memberIds).not.toContain(ben.personId);
  });

  it('[H5, I8] an author sees all of their own message, though they were not in the room as far as the log knows', async () => {
    const room = roomWith('joined', ({ cleo }) => [cleo]);
    const lose = async (world: LogWorld) => [
      await room.invite(world, world.ben.personId),
      await world.ben.say(room.id(), 'mine'),
    ];
    const loss = await setupOpened(backend, lose, room.keep);
    const { ben, lost } = loss;
    await room.invite(loss, ben.personId);
    expect((await loss.giveFrames(lost[1])).outcomes).toEqual(['healed']);
    const last = present((await framesOf(loss, room.id(), ben.personId)).at(-1), 'it is there');
    expect(JSON.parse(last)).toMatchObject({ type: 'event' });
  });

  it('[H5, I8] a removal that comes after a later invitation still hides what was said in between', async () => {
    const room = roomWith('joined', ({ ben, cleo, dan }) => [ben, cleo, dan]);
    const lose = async (world: LogWorld) => [
      await room.remove(world, world.ben.personId),
      await world.ann.say(room.id(), 'secret'),
      await room.invite(world, world.ben.personId),
    ];
    const loss = await setupLoss(backend, lose, room.keep);
    const { ben, cleo, dan, log, lost } = loss;
    await log().showPosition(loss.shown);
    await loss.giveFrames(lost[2]);
    for (const { personId } of [cleo, dan]) await loss.done(personId);
    expect(await log().openGate('healed')).toBe(true);
    expect((await loss.giveFrames(lost[0], lost[1])).outcomes).toEqual(['healed', 'healed']);
    expect((await roomOf(loss, room.id())).memberIds).toContain(ben.personId);
    await expectHidden(loss, room.id(), ben.personId);
  });

  it('[H3] a private room that comes back in portions does not open between them, with its maker or who was put out', async () => {
    let roomId = '' as RoomId;
    const loss = await setupLoss(backend, async ({ ann, ben }) => {
      const made = await ann.act('room.create', { name: 'Room', visibility: 'private', history: 'everything' });
      roomId = made.stream.slice('room:'.length) as RoomId;
      return [
        made,
        await ann.act('room.invite', { roomId, personId: ben.personId }),
        await ann.act('room.removeMember', { roomId, personId: ben.personId }),
      ];
    });
    const { ann, log, lost } = loss;
    await log().showPosition(loss.shown);
    await loss.done(ann.personId);
    await log().openGate('host');
    const { appended } = await loss.giveFrames(lost[0]);
    expect(appended).toMatchObject([{ changes: [{ type: 'room.put' }], opened: [] }]);
    for (const event of lost.slice(1)) {
      expect(await loss.giveFrames(event)).toMatchObject({ outcomes: ['parked'], appended: [] });
      expect((await roomOf(loss, roomId)).memberIds).toEqual([]);
    }
    await log().openGate('host');
    expect((await roomOf(loss, roomId)).memberIds).toEqual([ann.personId]);
  });

  it('[H3] who was further than the log in an older life than the latest shown does not open a private room', async () => {
    const room = roomWith('everything', ({ ben, cleo }) => [ben, cleo]);
    const lose = async ({ ann, general }: LogWorld) => [await ann.say(general, 'lost')];
    const loss = await setupOpened(backend, lose, room.keep);
    const { ann, ben, cleo, log } = loss;
    const later = await loseBehindCopy(loss, async (world) => [await room.remove(world, ben.personId)]);
    for (const shown of [later.shown, loss.shown]) await log().showPosition(shown);
    await loss.done(ben.personId, loss.shown);
    await loss.done(cleo.personId, later.shown);
    expect(await log().openGate('healed')).toBe(true);
    expect((await roomOf(loss, room.id())).memberIds).toEqual([]);
    await loss.giveFrames(...later.lost);
    await loss.done(ann.personId, later.shown);
    expect((await roomOf(loss, room.id())).memberIds.toSorted()).toEqual([ann.personId, cleo.personId].toSorted());
  });

  /** What was said in a life that the log never had, while the log let Cleo in and was opened again. */
  async function setupOtherLife(isNoticed: boolean) {
    const room = roomWith('joined', ({ ben }) => [ben]);
    const loss = await setupOpened(backend, undefined, room.keep);
    const { ann, ben, cleo, general, log } = loss;
    const lost: AppendedEvent[] = [];
    for (const text of ['lost 1', 'lost 2', 'lost 3', 'lost 4']) lost.push(await ann.say(general, text));
    lost.push(await ann.say(room.id(), 'secret'));
    const shown = await shownAtHead(log());
    await loss.goBack();
    if (isNoticed) {
      await log().showPosition(loss.shown);
      await log().openGate('host');
    }
    await room.invite(loss, cleo.personId);
    await loss.restart();
    await ben.say(general, 'after the restart');
    expect((await log().directory()).epoch.epoch).toBe(isNoticed ? 2 : 1);
    expect(await log().showPosition(shown)).toBe('otherLife');
    await log().openGate('host');
    const epochId = present(shown.epochId, 'it is known');
    const { appended } = await loss.give(lost.map(json), [{ epoch: 2, epochId }]);
    return { loss, roomId: room.id(), secret: present(appended.at(-1), 'it came back') };
  }

  it('[H5, I8] who came in gets nothing of what was said meanwhile in a life that the log never had', async () => {
    // Its number is that of a life that the log has had, or of none.
    for (const isNoticed of [true, false]) {
      const { loss, roomId, secret } = await setupOtherLife(isNoticed);
      expect(secret.hidden?.from).toEqual([loss.cleo.personId]);
      expect((await framesOf(loss, roomId, loss.ben.personId)).join('')).toContain('secret');
      await expectHidden(loss, roomId, loss.cleo.personId);
    }
  });

  /** Ann made a room, let Ben in and left it; all was lost, and she has made it anew, under the same command, before it came back. */
  async function setupMadeAnew(first: Room, again: Room) {
    let roomId = '' as RoomId;
    const loss = await setupOpened(backend, async ({ ann, ben, general }) => {
      const said = await ann.say(general, 'lost');
      const made = await ann.act('room.create', { name: 'Room', ...first });
      roomId = made.stream.slice('room:'.length) as RoomId;
      const came = [
        await ann.act('room.invite', { roomId, personId: ben.personId }),
        await ann.act('room.leave', { roomId }),
      ];
      return [said, made, ...came, await ben.say(roomId, 'secret')];
    });
    const { ann, ben, cleo, lost } = loss;
    const { commandId } = parseEvent(present(lost[1], 'it was made').frame).command;
    expect(await ann.send('room.create', { name: 'Room', ...again }, { commandId })).toMatchObject({
      type: 'accepted',
    });
    await cleo.send('room.join', { roomId });
    await loss.giveFrames(...lost);
    const seen = async (personId: PersonId) => (await framesOf(loss, roomId, personId)).join('').includes('secret');
    expect(await seen(ben.personId)).toBe(true);
    return [await seen(ann.personId), await seen(cleo.personId)];
  }

  it('[H5, I8] a room that is made anew, and open to all, shows nobody what was said in it when it was private', async () => {
    const opened = { visibility: 'public', history: 'everything' } as const;
    const [joined, everything] = [
      { visibility: 'private', history: 'joined' },
      { visibility: 'private', history: 'everything' },
    ] as const;
    expect(await setupMadeAnew(joined, opened)).toEqual([false, false]);
    expect(await setupMadeAnew(everything, everything)).toEqual([false, false]);
    expect(await setupMadeAnew(opened, opened)).toEqual([true, true]);
  });

  /** The log went back twice in one epoch: what was lost first is on a laptop alone, which shows where the two parted then. */
  async function setupLostTwice(isLetInAgain: boolean, lose: (world: LogWorld, roomId: RoomId) => ReturnType<Doing>) {
    const room = roomWith('joined', ({ ben, cleo }) => [ben, cleo]);
    const first = await setupLoss(backend, async ({ ann, general }) => [await ann.say(general, 'lost')], room.keep);
    const { ann, ben, cleo, log } = first;
    await room.remove(first, cleo.personId);
    if (isLetInAgain) await room.invite(first, cleo.personId);
    const second = await loseBehindCopy(first, (world) => lose(world, room.id()));
    expect(await log().showPosition(second.shown)).toBe('rolledBack');
    expect(await log().showPosition(first.shown)).toBe('lost');
    const heal = async (...lost: readonly (AppendedEvent | undefined)[]) => {
      await first.giveFrames(...lost);
      for (const { personId } of [ann, ben]) await first.done(personId, second.shown);
      expect(await log().openGate('healed')).toBe(true);
    };
    return { ...first, room, lost: second.lost, heal };
  }

  it('[H4, H5] who was let in and put out since a laptop’s life parted from the log stays out', async () => {
    const loss = await setupLostTwice(true, async ({ ann, cleo }, roomId) => [
      await ann.act('room.removeMember', { roomId, personId: cleo.personId }),
    ]);
    await loss.heal(...loss.lost);
    const { memberIds } = await roomOf(loss, loss.room.id());
    expect(memberIds.toSorted()).toEqual([loss.ann.personId, loss.ben.personId].toSorted());
  });

  it('[H5, I8] who was put out since a laptop’s life parted from the log gets nothing of what was said then', async () => {
    const loss = await setupLostTwice(false, async ({ ann, ben }, roomId) => [
      await ann.say(roomId, 'lost'),
      await ben.say(roomId, 'secret'),
    ]);
    await loss.heal(loss.lost[0]);
    await loss.room.invite(loss, loss.cleo.personId);
    expect((await loss.giveFrames(loss.lost[1])).outcomes).toEqual(['healed']);
    await expectHidden(loss, loss.room.id(), loss.cleo.personId);
  });
}
