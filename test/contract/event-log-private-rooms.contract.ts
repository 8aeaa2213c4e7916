import { expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import type { RoomId } from '#shared/domain/ids.ts';
import type { CommandFrame } from '#shared/protocol/command-frame.ts';
import { acceptedOf, refusedOf } from './event-log-device.ts';
import { loseBehindCopy, roomOf, setupLoss, type Doing } from './event-log-loss.ts';
import { makeRoom, page, parseEvent, type EventLogBackend, type LogWorld } from './event-log-setup.ts';

/** Private rooms of a log that lost something: closed, until those are back who know who was in them (H3). */
export function eventLogPrivateRoomsContract(backend: EventLogBackend): void {
  async function setupKeptPrivate(lose?: (world: LogWorld, roomId: RoomId) => ReturnType<Doing>) {
    let roomId = '' as RoomId;
    const keep = async ({ ann, ben }: LogWorld) => {
      roomId = await makeRoom({ ann });
      return [await ann.act('room.invite', { roomId, personId: ben.personId })];
    };
    const losing = lose === undefined ? undefined : (world: LogWorld) => lose(world, roomId);
    return { ...(await setupLoss(backend, losing, keep)), roomId };
  }

  async function setupPrivate(lose?: (world: LogWorld, roomId: RoomId) => ReturnType<Doing>) {
    const loss = await setupKeptPrivate(lose);
    await loss.log().showPosition(loss.shown);
    return loss;
  }

  it('[H3] a private room stays closed after it, until two from beyond the cut who are in it have healed', async () => {
    const loss = await setupPrivate();
    const { ann, ben, cleo, log, roomId } = loss;
    await loss.done(cleo.personId);
    expect(await log().openGate('healed')).toBe(true);
    expect((await roomOf(loss, roomId)).memberIds).toEqual([]);
    expect(refusedOf(await ann.send('message.send', { roomId }))).toMatchObject({
      error: { type: 'room_closed', roomId },
    });
    const { epoch } = await log().directory();
    expect(await log().readHistory(ann.personId, page(roomId, epoch.epochId))).toMatchObject({
      error: { type: 'room_not_found' },
    });
    expect(await loss.done(ben.personId, null)).toMatchObject({ gate: 'open', opened: [] });
    expect(await loss.done(ann.personId)).toMatchObject({ gate: 'open', opened: [] });
    const { opened } = await loss.done(ben.personId);
    expect(opened.map((room) => [room.roomId, room.memberIds.toSorted()])).toEqual([
      [roomId, [ann.personId, ben.personId].toSorted()],
    ]);
    expect((await roomOf(loss, roomId)).memberIds).toHaveLength(2);
    expect(await ann.send('message.send', { roomId })).toMatchObject({ type: 'accepted' });
  });

  it('[H3, D3] what a closed room refused is decided anew under a later number, and once for all', async () => {
    const loss = await setupPrivate();
    const { ann, ben, cleo, log, roomId } = loss;
    await loss.done(cleo.personId);
    expect(await log().openGate('healed')).toBe(true);
    const closed = { error: { type: 'room_closed', roomId } };
    const first = ann.item('message.send', { roomId });
    const { commandId, number } = (JSON.parse(first.frame) as CommandFrame).command;
    expect(refusedOf(await ann.append(first))).toMatchObject({ ...closed, isFinal: true });
    expect(refusedOf(await ann.send('message.send', { roomId }, { commandId }))).toMatchObject(closed);
    const other = { roomId, content: { type: 'text', text: 'something else' } } as const;
    expect(refusedOf(await ann.send('message.send', other, { commandId }))).toMatchObject({
      error: { type: 'command_id_taken' },
    });
    await loss.done(ann.personId);
    await loss.done(ben.personId);
    expect(refusedOf(await ann.append(first))).toMatchObject({ ...closed, number });
    const taken = acceptedOf(await ann.send('message.send', { roomId }, { commandId }));
    expect(taken.header).toMatchObject({ kind: 'message.posted' });
    expect(acceptedOf(await ann.append(first)).header).toEqual(taken.header);
    expect(acceptedOf(await ann.send('message.send', { roomId }, { commandId })).header).toEqual(taken.header);
    expect(await ann.send('message.send', { roomId })).toMatchObject({ type: 'accepted' });
  });

  it('[H3] a room that is closed still at the next loss opens to nobody who saw it closed alone', async () => {
    let roomId = '' as RoomId;
    const keep = async ({ ann, ben, cleo }: LogWorld) => {
      roomId = await makeRoom({ ann });
      const into = [ben, cleo].map(({ personId }) => ({ roomId, personId }));
      return [
        await ann.act('room.invite', present(into[0], 'Ben')),
        await ann.act('room.invite', present(into[1], 'Cleo')),
      ];
    };
    const lose = async ({ ann, cleo, general }: LogWorld) => [
      await ann.say(general, 'lost'),
      await ann.act('room.removeMember', { roomId, personId: cleo.personId }),
    ];
    const loss = await setupLoss(backend, lose, keep);
    const { ann, ben, cleo, log } = loss;
    await log().showPosition(loss.shown);
    await loss.giveFrames(loss.lost[0]);
    // Ben was away when it happened, and Cleo keeps to herself that she was put out.
    await loss.done(ben.personId, null);
    await loss.done(cleo.personId);
    expect(await log().openGate('healed')).toBe(true);
    const second = await loseBehindCopy(loss, async (world) => [await world.ben.say(world.general, 'in life 2')]);
    expect(await log().showPosition(second.shown)).toBe('rolledBack');
    await loss.giveFrames(...second.lost);
    for (const { personId } of [ben, cleo]) await loss.done(personId, second.shown);
    expect(await log().openGate('healed')).toBe(true);
    expect((await roomOf(loss, roomId)).memberIds).toEqual([]);
    expect((await loss.giveFrames(loss.lost[1])).outcomes).toEqual(['parked']);
    expect((await loss.done(ann.personId)).opened.map((room) => room.roomId)).toEqual([roomId]);
    expect((await roomOf(loss, roomId)).memberIds.toSorted()).toEqual([ann.personId, ben.personId].toSorted());
  });

  it('[H3] a room that a copy has as closed waits for no earlier loss, where it was open again in the life that is lost', async () => {
    const loss = await setupPrivate();
    const { ann, ben, log, roomId } = loss;
    const second = await loseBehindCopy(loss, async (world) => {
      for (const { personId } of [ann, ben]) await loss.done(personId);
      expect(await log().openGate('healed')).toBe(true);
      return [await world.ann.say(roomId, 'open again'), await world.ben.say(world.general, 'in life 2')];
    });
    expect(await log().showPosition(second.shown)).toBe('rolledBack');
    await loss.giveFrames(second.lost[1]);
    for (const { personId } of [ann, ben]) await loss.done(personId, second.shown);
    expect(await log().openGate('healed')).toBe(true);
    // So far it may have been closed for as long as that life went on.
    expect((await roomOf(loss, roomId)).memberIds).toEqual([]);
    expect((await loss.giveFrames(second.lost[0])).outcomes).toEqual(['parked']);
    expect((await loss.done(ann.personId, second.shown)).opened.map((room) => room.roomId)).toEqual([roomId]);
    expect((await roomOf(loss, roomId)).memberIds).toHaveLength(2);
  });

  it('[H3] a private room is open with the gate, where two in it had healed by then', async () => {
    const loss = await setupPrivate();
    await loss.done(loss.ben.personId);
    await loss.done(loss.ann.personId);
    expect(await loss.log().openGate('healed')).toBe(true);
    expect((await roomOf(loss, loss.roomId)).memberIds).toHaveLength(2);
  });

  it('[H3, H6] what came back for a closed room waits, and nobody comes into it by that; it opens with what was lost', async () => {
    let roomId = '' as RoomId;
    const keep = async ({ ann, ben }: LogWorld) => {
      roomId = await makeRoom({ ann });
      return [await ann.act('room.invite', { roomId, personId: ben.personId })];
    };
    const lose = async ({ ann, ben, cleo }: LogWorld) => [
      await ann.act('room.removeMember', { roomId, personId: ben.personId }),
      await ann.act('room.invite', { roomId, personId: cleo.personId }),
      await cleo.say(roomId, 'not for Ben'),
    ];
    const loss = await setupLoss(backend, lose, keep);
    const { ann, ben, cleo, log } = loss;
    const [, invited, said] = loss.lost;
    await log().showPosition(loss.shown);
    // Cleo never heard of the removal.
    await loss.giveFrames(invited, said);
    await loss.done(cleo.personId);
    expect(await log().openGate('healed')).toBe(true);
    // Ben keeps it to himself.
    expect(await loss.done(ben.personId)).toMatchObject({ opened: [] });
    expect((await roomOf(loss, roomId)).memberIds).toEqual([]);
    const { receipts } = await log().listMarkers(ben.personId, {});
    expect(receipts.filter((receipt) => receipt.roomId === roomId)).toEqual([]);
    expect(refusedOf(await cleo.send('room.join', { roomId }))).toMatchObject({
      error: { type: 'room_not_found', roomId },
    });
    expect((await loss.giveFrames(loss.lost[0])).outcomes).toEqual(['parked']);
    const { opened, healed } = await loss.done(ann.personId);
    expect(opened.map((room) => room.roomId)).toEqual([roomId]);
    expect(healed?.appended.map(({ seq }) => seq)).toHaveLength(3);
    expect((await roomOf(loss, roomId)).memberIds.toSorted()).toEqual([ann.personId, cleo.personId].toSorted());
    const { epoch } = await log().directory();
    const seen = await log().readHistory(ben.personId, page(roomId, epoch.epochId));
    expect(JSON.stringify(seen)).not.toContain('not for Ben');
    expect(JSON.stringify(await log().readHistory(cleo.personId, page(roomId, epoch.epochId)))).toContain(
      'not for Ben',
    );
  });

  /** Ann made a room, let Ben in and put him out again: all of it was lost. */
  async function setupMade() {
    let roomId = '' as RoomId;
    const loss = await setupLoss(backend, async (world) => {
      const { ann, ben, cleo, general } = world;
      const said = await ann.say(general, 'lost');
      const made = await ann.act('room.create', { name: 'Room', visibility: 'private', history: 'joined' });
      roomId = made.stream.slice('room:'.length) as RoomId;
      const invited = [
        await ann.act('room.invite', { roomId, personId: ben.personId }),
        await ann.act('room.invite', { roomId, personId: cleo.personId }),
      ];
      const removed = await ann.act('room.removeMember', { roomId, personId: ben.personId });
      return [said, made, ...invited, removed, await ann.say(roomId, 'not for Ben')];
    });
    await loss.log().showPosition(loss.shown);
    const [, made, invitedBen, invitedCleo, removed, secret] = loss.lost;
    return { ...loss, roomId, withoutRemoval: [made, invitedBen, invitedCleo], rest: [removed, secret] };
  }

  it('[H3] a private room that was made in the lost part is closed too, until two who came into it are back', async () => {
    const loss = await setupMade();
    const { ann, ben, cleo, log, roomId } = loss;
    // Ben keeps to himself that he was put out.
    await loss.giveFrames(...loss.withoutRemoval);
    await loss.done(ben.personId);
    expect(await log().openGate('healed')).toBe(true);
    expect((await roomOf(loss, roomId)).memberIds).toEqual([]);
    expect(await log().healingReport()).toMatchObject({ closedRooms: 1, parked: 2 });
    expect(refusedOf(await ann.send('message.send', { roomId }))).toMatchObject({ error: { type: 'room_closed' } });
    expect(refusedOf(await ben.send('message.send', { roomId }))).toMatchObject({ error: { type: 'room_not_found' } });
    expect((await loss.giveFrames(...loss.rest)).outcomes).toEqual(['parked', 'parked']);
    const { opened } = await loss.done(cleo.personId);
    expect(opened.map((room) => room.roomId)).toEqual([roomId]);
    expect((await roomOf(loss, roomId)).memberIds.toSorted()).toEqual([ann.personId, cleo.personId].toSorted());
    const { epoch } = await log().directory();
    const seen = await log().readHistory(ben.personId, page(roomId, epoch.epochId));
    expect(JSON.stringify(seen)).not.toContain('not for Ben');
  });

  it('[H3] a private room that comes back after the gate is told of to nobody before it opens', async () => {
    const loss = await setupMade();
    const { ann, ben, cleo, log, roomId } = loss;
    await loss.giveFrames(loss.lost[0]);
    await loss.done(ben.personId);
    expect(await log().openGate('healed')).toBe(true);
    const { appended } = await loss.giveFrames(...loss.withoutRemoval);
    expect(appended.map(({ changes }) => changes.map(({ type }) => type))).toEqual([['room.put']]);
    expect(appended[0]?.opened).toEqual([]);
    expect((await roomOf(loss, roomId)).memberIds).toEqual([]);
    await loss.giveFrames(...loss.rest);
    // Ben was let in once as well; what Ann gave says what became of that.
    const { opened, healed } = await loss.done(ann.personId);
    expect(opened).toEqual([{ roomId, memberIds: [ann.personId] }]);
    const kinds = healed?.appended.map(({ frame }) => parseEvent(frame).header.kind);
    expect(kinds).toEqual(['room.invited', 'room.invited', 'room.memberRemoved', 'message.posted']);
    expect((await roomOf(loss, roomId)).memberIds.toSorted()).toEqual([ann.personId, cleo.personId].toSorted());
  });

  it('[H3] a private room that comes back after two who were in it have healed opens once all of it is given', async () => {
    const loss = await setupMade();
    const { ann, cleo, log, roomId } = loss;
    await loss.giveFrames(loss.lost[0]);
    await loss.done(ann.personId);
    await loss.done(cleo.personId);
    expect(await log().openGate('healed')).toBe(true);
    await loss.giveFrames(...loss.lost.slice(1));
    expect((await roomOf(loss, roomId)).memberIds).toEqual([]);
    const { opened } = await loss.done(loss.ben.personId, null);
    expect(opened).toEqual([{ roomId, memberIds: [ann.personId] }]);
    expect((await roomOf(loss, roomId)).memberIds.toSorted()).toEqual([ann.personId, cleo.personId].toSorted());
    expect(await log().healingReport()).toMatchObject({ closedRooms: 0, parked: 0, missing: 0 });
  });

  it('[H1, H3] an event given back keeps private rooms closed, where no position was shown', async () => {
    const { log, lost, giveFrames, done, roomId, ...loss } = await setupKeptPrivate();
    expect((await giveFrames(lost[0])).isEpochBegun).toBe(true);
    await done(loss.cleo.personId);
    expect(await log().openGate('healed')).toBe(true);
    expect((await roomOf({ log }, roomId)).memberIds).toEqual([]);
  });

  it('[H4] what was refused meanwhile, for want of what was lost, comes back', async () => {
    const loss = await setupPrivate(async ({ ann }, roomId) => [await ann.say(roomId, 'said in the room')]);
    const { ann, ben, cleo, log, lost, roomId } = loss;
    await loss.done(cleo.personId);
    expect(await log().openGate('healed')).toBe(true);
    const { command, header, mac } = parseEvent(present(lost[0], 'it was lost').frame);
    const { commandId } = command;
    const again = await ann.send('message.send', { roomId }, { commandId });
    expect(refusedOf(again)).toMatchObject({ error: { type: 'room_closed' } });
    const epochId = present(loss.shown.epochId, 'it is known');
    const piece = { personId: ann.personId, commandId, epochId, seq: header.seq, tag: mac };
    expect(await log().wantedPieces({ pieces: [piece] })).toEqual([0]);
    expect((await loss.giveFrames(lost[0])).outcomes).toEqual(['parked']);
    await loss.done(ann.personId);
    const { healed } = await loss.done(ben.personId);
    expect(healed?.appended.map(({ frame }) => frame)).toEqual([expect.stringContaining('said in the room')]);
    expect(await log().wantedPieces({ pieces: [piece] })).toEqual([]);
  });
}
