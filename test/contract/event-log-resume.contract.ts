import { expect, it } from 'vitest';
import type { ResumePlan, ShownByDevice } from '#main/storage/event-log.ts';
import type { Position } from '#shared/protocol/position.ts';
import { utf8Bytes } from '#shared/domain/text.ts';
import { snapshotPartSchema, type SnapshotPart } from '#shared/protocol/snapshot.ts';
import * as v from 'valibot';
import {
  headPosition,
  makeRoom,
  parseOpened,
  replayAll,
  replayTexts,
  setupEventLog,
  type EventLogBackend,
} from './event-log-setup.ts';

/** How a device gets what it missed (D6, D7, P7). */
export function eventLogResumeContract(backend: EventLogBackend): void {
  const setup = () => setupEventLog(backend);

  it('[D7] a replay brings what was missed of every visible stream, in the order of the log', async () => {
    const { ann, ben, general, log } = await setup();
    await ann.act('room.join', { roomId: general });
    const secret = await makeRoom({ ann });
    const position = await headPosition(log());
    await ann.say(general, 'one');
    await ann.say(secret, 'two');
    await ben.act('person.rename', { displayName: 'Benno' });
    await ann.say(general, 'three');
    const missed = await replayTexts(log(), ann.personId, position);
    expect(missed).toEqual([`room:${general}@3`, `room:${secret}@2`, 'server@4', `room:${general}@4`]);
    expect(await replayTexts(log(), ben.personId, position)).toEqual(['server@4']);
  });

  it('[P7] pages end by count or bytes, each in a position that the next resume may show', async () => {
    const { ann, general, log } = await setupEventLog(backend, { maxPageEvents: 3, maxPageBytes: 4_000 });
    await ann.act('room.join', { roomId: general });
    const position = await headPosition(log());
    for (let number = 1; number <= 7; number += 1)
      await ann.say(general, number === 5 ? 'x'.repeat(3_000) : `${number}`);
    const pages = await replayAll(log(), ann.personId, position);
    expect(pages.map(({ frames }) => frames.length)).toEqual([3, 1, 1, 2]);
    for (const { position: end, lastSeq } of pages) {
      expect(end.seq).toBe(lastSeq);
      expect(await log().planResume(ann.personId, shown(end))).toEqual({ mode: 'replay', afterSeq: lastSeq });
    }
  });

  it('[P7] a page holds at least one event, however large', async () => {
    const { ann, general, log } = await setupEventLog(backend, { maxPageBytes: 2_000 });
    await ann.act('room.join', { roomId: general });
    const position = await headPosition(log());
    for (const number of [1, 2]) await ann.say(general, `${number}${'x'.repeat(1_300)}`);
    const pages = await replayAll(log(), ann.personId, position);
    expect(pages.map(({ frames }) => frames.length)).toEqual([1, 1]);
  });

  it('[P7] a page ends at the fence, and brings nothing beyond it', async () => {
    const { ann, general, log } = await setup();
    await ann.act('room.join', { roomId: general });
    const { seq } = await headPosition(log());
    await ann.say(general, 'one');
    await ann.say(general, 'two');
    const { frames, position, lastSeq } = await log().readReplay({
      personId: ann.personId,
      afterSeq: seq,
      upToSeq: seq + 1,
    });
    expect([frames.length, position.seq, lastSeq]).toEqual([1, seq + 1, seq + 1]);
  });

  it('[P6] a stream that began meanwhile is opened just before its first event, with the room as it is now', async () => {
    const { ann, ben, log } = await setup();
    const roomId = await makeRoom({ ann });
    await ann.say(roomId, 'before');
    const position = await headPosition(log());
    const invited = await ann.act('room.invite', { roomId, personId: ben.personId });
    await ann.act('room.setTopic', { roomId, topic: 'Soup' });
    const stream = `room:${roomId}`;
    const [first] = await replayAll(log(), ben.personId, position);
    expect(await replayTexts(log(), ben.personId, position)).toEqual([`${stream}<3`, `${stream}@3`, `${stream}@4`]);
    const opened = parseOpened(first?.frames[0]);
    expect(opened).toMatchObject({ seq: invited.seq, asOf: 4, from: 3, head: 2, itemHead: 1, room: { topic: 'Soup' } });
    expect(opened.members.toSorted()).toEqual([ann.personId, ben.personId].toSorted());
  });

  it('[P6] who was removed while away replays up to and including the removal', async () => {
    const { ann, ben, log } = await setup();
    const roomId = await makeRoom({ ann });
    await ann.act('room.invite', { roomId, personId: ben.personId });
    const position = await headPosition(log());
    await ann.say(roomId, 'heard');
    await ann.act('room.removeMember', { roomId, personId: ben.personId });
    await ann.say(roomId, 'not heard');
    const stream = `room:${roomId}`;
    expect(await replayTexts(log(), ben.personId, position)).toEqual([`${stream}@3`, `${stream}@4`]);
  });

  it('[P6] a room that was joined and left while away is told as it was at the end, and no more', async () => {
    const { ann, ben, log } = await setup();
    const roomId = await makeRoom({ ann });
    const position = await headPosition(log());
    await ann.act('room.invite', { roomId, personId: ben.personId });
    await ann.say(roomId, 'heard');
    await ann.act('room.removeMember', { roomId, personId: ben.personId });
    await ann.act('room.rename', { roomId, name: 'Later' });
    const stream = `room:${roomId}`;
    const texts = await replayTexts(log(), ben.personId, position);
    expect(texts).toEqual([`${stream}<2`, `${stream}@2`, `${stream}@3`, `${stream}@4`]);
    const [first] = await replayAll(log(), ben.personId, position);
    const opened = parseOpened(first?.frames[0]);
    expect(opened).toMatchObject({ asOf: 3, room: { name: 'Room' }, members: [ben.personId] });
  });

  it('[P6] who left and came back while away replays both times, and nothing between', async () => {
    const { ann, ben, log } = await setup();
    const roomId = await makeRoom({ ann });
    const invite = () => ann.act('room.invite', { roomId, personId: ben.personId });
    await invite();
    const position = await headPosition(log());
    await ann.say(roomId, 'heard');
    await ann.act('room.removeMember', { roomId, personId: ben.personId });
    await ann.say(roomId, 'meanwhile');
    await invite();
    await ann.say(roomId, 'back');
    const stream = `room:${roomId}`;
    const texts = await replayTexts(log(), ben.personId, position);
    expect(texts).toEqual([`${stream}@3`, `${stream}@4`, `${stream}<6`, `${stream}@6`, `${stream}@7`]);
  });

  it('[P6] a public room that was left and joined again while away begins anew, all of it to be read in pages', async () => {
    const { ann, ben, general, log } = await setup();
    await ann.act('room.join', { roomId: general });
    await ben.act('room.join', { roomId: general });
    const position = await headPosition(log());
    await ben.act('room.leave', { roomId: general });
    await ann.say(general, 'meanwhile');
    await ben.act('room.join', { roomId: general });
    const stream = `room:${general}`;
    expect(await replayTexts(log(), ben.personId, position)).toEqual([`${stream}<6`, `${stream}@6`]);
  });

  it('[D7] a new device gets a snapshot of people, its rooms and their members', async () => {
    const { ann, ben, cleo, general, log } = await setup();
    await ben.act('room.join', { roomId: general });
    await ben.say(general, 'Hello');
    const secret = await makeRoom({ ann });
    const plan = await snapshotFor(log().planResume(ben.personId, null));
    expect(plan).toMatchObject({ reason: 'new', firstRoomId: general, seq: plan.position.seq });
    expect(plan.position).toEqual(await headPosition(log()));
    const { people, rooms, members } = joined(plan.parts);
    expect(people.map(({ displayName }) => displayName)).toEqual(['Office', 'Ann', 'Ben', 'Cleo']);
    expect(people.find(({ personId }) => personId === cleo.personId)?.devices).toEqual([cleo.device]);
    expect(rooms).toMatchObject([{ head: 3, itemHead: 1, access: [{ from: 1, to: null }], room: { roomId: general } }]);
    expect(members).toEqual([{ roomId: general, personIds: [ben.personId] }]);
    expect(rooms.some(({ room }) => room.roomId === secret)).toBe(false);
  });

  it('[P6] a snapshot tells of a room that was left what was known when it was left', async () => {
    const { ann, ben, log } = await setup();
    const roomId = await makeRoom({ ann });
    await ann.act('room.invite', { roomId, personId: ben.personId });
    await ben.act('room.leave', { roomId });
    await ann.say(roomId, 'later');
    await ann.act('room.rename', { roomId, name: 'Later' });
    const { rooms, members } = joined((await snapshotFor(log().planResume(ben.personId, null))).parts);
    expect(rooms).toMatchObject([{ head: 3, itemHead: 0, access: [{ from: 2, to: 3 }], room: { name: 'Room' } }]);
    expect(members).toEqual([]);
  });

  it('[P7] the parts of a snapshot keep to the bytes of a page', async () => {
    const maxPageBytes = 800;
    const { ann, general, log } = await setupEventLog(backend, { maxPageBytes });
    await ann.act('room.join', { roomId: general });
    const { parts } = await snapshotFor(log().planResume(ann.personId, null));
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(utf8Bytes(part)).toBeLessThan(maxPageBytes + 100);
    expect(joined(parts).people).toHaveLength(4);
  });

  it('[H1] a position that this log did not make gets nothing before its device has healed, and begins no epoch', async () => {
    const { ann, log } = await setup();
    const position = await headPosition(log());
    const forged = [
      { ...position, mac: 'A'.repeat(22) },
      { ...position, seq: position.seq - 1 },
      { ...position, epoch: 2 },
      { ...position, serverHead: position.serverHead + 1 },
      { ...position, seq: position.seq + 1, tag: 'A'.repeat(22) },
    ];
    for (const wrong of forged)
      expect(await log().planResume(ann.personId, shown(wrong))).toEqual({
        mode: 'heal',
        isEpochBegun: false,
        isBeyond: false,
      });
    expect(await log().planResume(ann.personId, shown(position))).toMatchObject({ mode: 'replay' });
  });

  it('[P10] the position before any event is held by every log', async () => {
    const { ann, log, identity, epochId } = await setup();
    const start = { epoch: 1, seq: 0, serverHead: 0, tag: 'A'.repeat(22) };
    const mac = identity.positionMac(`["${epochId}",1,0,0,"${start.tag}"]`);
    expect(await log().planResume(ann.personId, shown({ ...start, mac }))).toEqual({ mode: 'replay', afterSeq: 0 });
  });

  it('[D7] more missed events than a replay holds are a snapshot, counting only what the person may see', async () => {
    const { ann, ben, general, log } = await setupEventLog(backend, { maxReplayEvents: 3 });
    await ann.act('room.join', { roomId: general });
    const position = await headPosition(log());
    for (const text of ['one', 'two', 'three']) await ann.say(general, text);
    expect(await log().planResume(ann.personId, shown(position))).toMatchObject({ mode: 'replay' });
    await ann.say(general, 'four');
    expect(await log().planResume(ann.personId, shown(position))).toMatchObject({
      mode: 'snapshot',
      reason: 'far_behind',
    });
    expect(await log().planResume(ben.personId, shown(position))).toMatchObject({ mode: 'replay' });
  });

  it('[D6] a position is as good after a restart', async () => {
    const { ann, general, log, restart } = await setup();
    await ann.act('room.join', { roomId: general });
    const position = await headPosition(log());
    await ann.say(general, 'missed');
    await restart();
    expect(await replayTexts(log(), ann.personId, position)).toEqual([`room:${general}@3`]);
  });
}

function shown(position: Position): ShownByDevice {
  return { position, epochId: null };
}

async function snapshotFor(planned: Promise<ResumePlan>): Promise<Extract<ResumePlan, { mode: 'snapshot' }>> {
  const plan = await planned;
  if (plan.mode !== 'snapshot') throw new Error(`no snapshot: ${plan.mode}`);
  return plan;
}

function joined(parts: readonly string[]): SnapshotPart {
  const all = parts.map((part) => v.parse(snapshotPartSchema, JSON.parse(part)));
  return {
    people: all.flatMap(({ people }) => people),
    rooms: all.flatMap(({ rooms }) => rooms),
    members: all.flatMap(({ members }) => members),
  };
}
