import * as v from 'valibot';
import { expect, it } from 'vitest';
import type { AppendedEvent } from '#main/storage/event-log.ts';
import { present } from '#shared/assert.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { utf8Bytes } from '#shared/domain/text.ts';
import { limits } from '#shared/protocol/limits.ts';
import { snapshotPartSchema } from '#shared/protocol/snapshot.ts';
import { page, makeRoom, parseOpened, saidIn, setupEventLog, type EventLogBackend } from './event-log-setup.ts';

/** Who sees what (P6): how streams open and close for people. */
export function eventLogAccessContract(backend: EventLogBackend): void {
  const setup = () => setupEventLog(backend);
  const openedFor = (event: AppendedEvent, personId: PersonId) =>
    parseOpened(event.opened.find((opening) => opening.personId === personId)?.frames[0]);

  it('[P6] a stream opens for whoever joins, with the room as it is and from where it may be read', async () => {
    const { ann, ben, general } = await setup();
    await ann.act('room.join', { roomId: general });
    await ann.say(general, 'one');
    const event = await ben.act('room.join', { roomId: general });
    expect(event.opened.map(({ personId }) => personId)).toEqual([ben.personId]);
    const opened = openedFor(event, ben.personId);
    const { seq, streamSeq } = event;
    expect(opened).toMatchObject({
      stream: event.stream,
      seq,
      asOf: streamSeq,
      from: 1,
      head: streamSeq - 1,
      itemHead: 1,
    });
    expect(opened.room).toMatchObject({ roomId: general, name: 'general' });
    expect(opened.members.toSorted()).toEqual([ann.personId, ben.personId].toSorted());
  });

  it('[P6] a private room opens from the invitation on, or from its beginning where everything is shown', async () => {
    const { ann, ben } = await setup();
    for (const [history, from] of [
      ['joined', 3],
      ['everything', 1],
    ] as const) {
      const roomId = await makeRoom({ ann }, { history });
      await ann.say(roomId, 'before');
      const event = await ann.act('room.invite', { roomId, personId: ben.personId });
      expect(event.streamSeq).toBe(3);
      expect(openedFor(event, ben.personId)).toMatchObject({ from, head: 2 });
    }
  });

  it('[P6] a room opens for its author and a direct room for everybody in it', async () => {
    const { ann, ben, cleo } = await setup();
    const made = await ann.act('room.create', { name: 'Made' });
    expect(made.opened.map(({ personId }) => personId)).toEqual([ann.personId]);
    expect(openedFor(made, ann.personId)).toMatchObject({ from: 1, head: 0, asOf: 1, itemHead: 0 });
    const direct = await ann.act('direct.open', { personIds: [ben.personId, cleo.personId] });
    const people = [ann, ben, cleo].map(({ personId }) => personId).toSorted();
    expect(direct.opened.map(({ personId }) => personId).toSorted()).toEqual(people);
    expect(openedFor(direct, cleo.personId)).toMatchObject({ from: 1, room: { kind: 'direct', name: null } });
    expect(openedFor(direct, cleo.personId).members.toSorted()).toEqual(people);
  });

  it('[P6] a message opens nothing and changes nothing but the room’s history', async () => {
    const { ann, general } = await setup();
    await ann.act('room.join', { roomId: general });
    expect(await ann.say(general, 'Hello')).toMatchObject({ opened: [], changes: [] });
  });

  it('[P6] whoever was removed reads up to and including the removal, and nothing later', async () => {
    const { ann, ben, epochId, log } = await setup();
    const roomId = await makeRoom({ ann });
    await ann.act('room.invite', { roomId, personId: ben.personId });
    await ann.say(roomId, 'heard');
    await ann.act('room.removeMember', { roomId, personId: ben.personId });
    await ann.say(roomId, 'not heard');
    const read = await log().readHistory(ben.personId, page(roomId, epochId));
    expect(read.ok && saidIn(read.value.frames)).toEqual(['room.invited', 'heard', 'room.memberRemoved']);
    expect(read).toMatchObject({ value: { asOf: 4, next: null } });
  });

  it('[P6] coming back does not open what was said meanwhile', async () => {
    const { ann, ben, epochId, log } = await setup();
    const roomId = await makeRoom({ ann });
    const invite = () => ann.act('room.invite', { roomId, personId: ben.personId });
    await invite();
    await ann.say(roomId, 'heard');
    await ben.act('room.leave', { roomId });
    await ann.say(roomId, 'meanwhile');
    await invite();
    await ann.say(roomId, 'back');
    const newest = await log().readHistory(ben.personId, page(roomId, epochId));
    expect(newest.ok && saidIn(newest.value.frames)).toEqual(['room.invited', 'back']);
    const next = (newest.ok && newest.value.next) || 0;
    const older = await log().readHistory(ben.personId, page(roomId, epochId, { before: next }));
    expect(older.ok && saidIn(older.value.frames)).toEqual(['room.invited', 'heard', 'room.left']);
    expect(older).toMatchObject({ value: { next: null } });
  });

  it('[P6] whoever is let in and put out a thousand times keeps the newest 64 visits, and a snapshot that fits its frames', async () => {
    const { ann, ben, epochId, log } = await setup();
    const roomId = await makeRoom({ ann });
    const visit = { roomId, personId: ben.personId };
    for (let round = 0; round < 1_000; round += 50) {
      const items = Array.from({ length: 50 }, () => [
        ann.item('room.invite', visit),
        ann.item('room.removeMember', visit),
      ]);
      await ann.append(...items.flat());
    }
    await ann.act('room.invite', visit);
    const plan = await log().planResume(ben.personId, null);
    const parts = plan.mode === 'snapshot' ? plan.parts : [];
    for (const part of parts) expect(utf8Bytes(part)).toBeLessThanOrEqual(limits.maxPageBytes);
    const { access } = present(v.parse(snapshotPartSchema, JSON.parse(parts[0] ?? '')).rooms[0], 'Ben is in a room');
    expect([access.length, access[0], access.at(-1)]).toEqual([
      64,
      { from: 1_876, to: 1_877 },
      { from: 2_002, to: null },
    ]);
    const beyond = await log().readHistory(ben.personId, page(roomId, epochId, { before: 1_876 }));
    expect(beyond).toMatchObject({ value: { frames: [], next: null } });
  });

  it('[P6] coming back to a public room leaves no gap', async () => {
    const { ann, ben, general, epochId, log } = await setup();
    await ann.act('room.join', { roomId: general });
    await ben.act('room.join', { roomId: general });
    await ben.act('room.leave', { roomId: general });
    await ann.say(general, 'meanwhile');
    const event = await ben.act('room.join', { roomId: general });
    expect(openedFor(event, ben.personId)).toMatchObject({ from: 1, head: 5 });
    const read = await log().readHistory(ben.personId, page(general, epochId));
    const kinds = ['room.created', 'room.joined', 'room.joined', 'room.left', 'meanwhile', 'room.joined'];
    expect(read.ok && saidIn(read.value.frames)).toEqual(kinds);
  });

  it('[P6] a room one may never see is not there, nor is a public one before joining', async () => {
    const { ann, ben, general, epochId, log } = await setup();
    const hidden = await makeRoom({ ann });
    for (const roomId of [hidden, general]) {
      const read = await log().readHistory(ben.personId, page(roomId, epochId));
      expect(read).toEqual({ ok: false, error: { type: 'room_not_found', roomId } });
      const marker = await log().setMarker(ben.personId, { roomId, epochId, readUpTo: 0 });
      expect(marker).toEqual({ ok: false, error: { type: 'room_not_found', roomId } });
    }
  });

  it('[P6] the directory holds every room with its members, also after a restart', async () => {
    const { ann, ben, log, general, restart } = await setup();
    await ann.act('room.join', { roomId: general });
    await ben.act('room.join', { roomId: general });
    await ann.act('room.leave', { roomId: general });
    const secret = await makeRoom({ ann });
    const members = async () => {
      const { rooms, headSeq } = await log().directory();
      expect(headSeq).toBe((await log().stats()).headSeq);
      return Object.fromEntries(rooms.map(({ room, memberIds }) => [room.roomId, memberIds]));
    };
    const expected = { [general]: [ben.personId], [secret]: [ann.personId] };
    expect(await members()).toEqual(expected);
    await restart();
    expect(await members()).toEqual(expected);
  });

  it('[T9] public rooms can be browsed by anybody, page by page, private and direct ones by nobody', async () => {
    const { ann, ben, log, general } = await setupEventLog(backend, { maxPageBytes: 600 });
    await makeRoom({ ann });
    await ann.act('direct.open', { personIds: [ben.personId] });
    const names = ['general'];
    for (const name of ['Lunch', 'Chess', 'News']) {
      await ann.act('room.create', { name, visibility: 'public' });
      names.push(name);
    }
    await ben.act('room.join', { roomId: general });
    const found: { name: string | null; memberCount: number; isMember: boolean }[] = [];
    let pages = 0;
    for (let after: string | null = ''; after !== null; pages += 1) {
      const { rooms, next } = await log().browseRooms(ben.personId, after === '' ? {} : { after: after as never });
      found.push(...rooms.map(({ room, ...more }) => ({ name: room.name, ...more })));
      after = next;
    }
    expect(pages).toBeGreaterThan(1);
    expect(found.map(({ name }) => name ?? '').toSorted()).toEqual(names.toSorted());
    expect(found.find(({ name }) => name === 'general')).toMatchObject({ memberCount: 1, isMember: true });
    expect(found.find(({ name }) => name === 'News')).toMatchObject({ memberCount: 1, isMember: false });
  });
}
