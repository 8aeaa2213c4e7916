import { describe, expect, it } from 'vitest';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { ReadMarker } from '#shared/domain/read-marker.ts';
import { epochIdOf } from '#test/support/sample-ids.ts';
import { headPosition, makeRoom, parseEvent, setupEventLog, type EventLogBackend } from './event-log-setup.ts';

const at = 1_700_000_000_000;

/** Markers, receipts and what else moves on without being an event (P19, P20). */
export function eventLogMarkersContract(backend: EventLogBackend): void {
  const setup = async (limits = {}) => {
    const world = await setupEventLog(backend, limits);
    const { ann, ben } = world;
    const event = await ann.act('direct.open', { personIds: [ben.personId] });
    const direct = event.stream.slice('room:'.length) as RoomId;
    for (const text of ['one', 'two', 'three']) await ann.say(direct, text);
    return { ...world, direct };
  };

  it('[P19] readUpTo takes the maximum, unreadFrom the last arrival; what is left out stays', async () => {
    const { ben, direct, log, epochId, restart } = await setup();
    const set = (params: { readUpTo?: number; unreadFrom?: number | null }) =>
      log().setMarker(ben.personId, { roomId: direct, epochId, ...params });
    const marker = (readUpTo: number, unreadFrom: number | null) => ({
      ok: true,
      value: { roomId: direct, readUpTo, unreadFrom },
    });
    expect(await set({ readUpTo: 2 })).toEqual(marker(2, null));
    expect(await set({ readUpTo: 1 })).toEqual(marker(2, null));
    expect(await set({ unreadFrom: 3 })).toEqual(marker(2, 3));
    expect(await set({ unreadFrom: 1 })).toEqual(marker(2, 1));
    expect(await set({ readUpTo: 3 })).toEqual(marker(3, 1));
    expect(await set({ unreadFrom: null })).toEqual(marker(3, null));
    await restart();
    expect(await set({})).toEqual(marker(3, null));
  });

  it('[P19] whoever writes has read up to it; a mark as unread stays', async () => {
    const { ann, ben, direct, log, epochId, restart } = await setup();
    const readBy = async (personId: typeof ann.personId) =>
      (await log().listMarkers(personId, {})).markers.find(({ roomId }) => roomId === direct);
    expect([await readBy(ann.personId), await readBy(ben.personId)]).toEqual([
      { roomId: direct, readUpTo: 3, unreadFrom: null },
      undefined,
    ]);
    await log().setMarker(ann.personId, { roomId: direct, epochId, unreadFrom: 2 });
    await ben.say(direct, 'four');
    await ann.say(direct, 'five');
    await restart();
    expect([await readBy(ann.personId), await readBy(ben.personId)]).toEqual([
      { roomId: direct, readUpTo: 5, unreadFrom: 2 },
      { roomId: direct, readUpTo: 4, unreadFrom: null },
    ]);
    expect((await log().listMarkers(ben.personId, {})).receipts).toMatchObject([
      { personId: ann.personId, readUpTo: 5 },
    ]);
  });

  it('[P19] a marker beyond the last item, or of another epoch, is refused and moves nothing', async () => {
    const { ben, direct, log, epochId } = await setup();
    const beyond = await log().setMarker(ben.personId, { roomId: direct, epochId, readUpTo: 4 });
    expect(beyond).toEqual({ ok: false, error: { type: 'beyond_end', head: 3 } });
    const unread = await log().setMarker(ben.personId, { roomId: direct, epochId, unreadFrom: 4 });
    expect(unread).toEqual({ ok: false, error: { type: 'beyond_end', head: 3 } });
    const other = await log().setMarker(ben.personId, { roomId: direct, epochId: epochIdOf(9), readUpTo: 1 });
    expect(other).toEqual({ ok: false, error: { type: 'wrong_epoch', epochId } });
    expect((await log().listMarkers(ben.personId, {})).markers).toEqual([]);
  });

  it('[P19] markers are listed with the receipts of small rooms, each of the other people', async () => {
    const { ann, ben, cleo, direct, general, log, epochId } = await setup({ maxReceiptMembers: 2 });
    const opened = (await headPosition(log())).seq - 3;
    const small = await makeRoom({ ann });
    const invited = await ann.act('room.invite', { roomId: small, personId: ben.personId });
    await ann.act('room.join', { roomId: general });
    await ben.act('room.join', { roomId: general });
    await cleo.act('room.join', { roomId: general });
    await ben.say(general, 'Hello');
    await log().setMarker(ann.personId, { roomId: general, epochId, readUpTo: 1 });
    await log().setMarker(ben.personId, { roomId: direct, epochId, readUpTo: 2 });
    const position = await headPosition(log());
    await log().saveDelivered([{ device: ben.device, personId: ben.personId, position, at }]);
    expect(await log().listMarkers(ann.personId, {})).toEqual({
      markers: [
        { roomId: direct, readUpTo: 3, unreadFrom: null },
        { roomId: general, readUpTo: 1, unreadFrom: null },
      ].toSorted((one, other) => (one.roomId < other.roomId ? -1 : 1)),
      receipts: [
        { roomId: direct, personId: ben.personId, deliveredSeq: position.seq, readUpTo: 2, joinedSeq: opened },
        { roomId: small, personId: ben.personId, deliveredSeq: position.seq, readUpTo: 0, joinedSeq: invited.seq },
      ].toSorted((one, other) => (one.roomId < other.roomId ? -1 : 1)),
      next: null,
    });
  });

  it('[P19] a long list of markers comes page by page, in order of room id', async () => {
    const { ann, direct, log, epochId } = await setup({ maxPageBytes: 700 });
    const roomIds: RoomId[] = [direct];
    for (const name of ['One', 'Two', 'Three', 'Four', 'Five', 'Six']) {
      const { stream } = await ann.act('room.create', { name });
      const roomId = stream.slice('room:'.length) as RoomId;
      roomIds.push(roomId);
      await ann.say(roomId, 'Hello');
      await log().setMarker(ann.personId, { roomId, epochId, unreadFrom: 1 });
    }
    const listed: ReadMarker[] = [];
    let pages = 0;
    for (let after: RoomId | null | undefined; after !== null; pages += 1) {
      const list = await log().listMarkers(ann.personId, after === undefined ? {} : { after });
      listed.push(...list.markers);
      after = list.next;
    }
    expect(pages).toBeGreaterThan(1);
    expect(listed.map(({ roomId }) => roomId)).toEqual(roomIds.toSorted());
  });

  it('[P19] what a device has on disk only rises, and is told when it moved its person on', async () => {
    const { ann, ben, general, log, restart } = await setup();
    const rowOf = (position: Awaited<ReturnType<typeof headPosition>>) => ({
      device: ben.device,
      personId: ben.personId,
      position,
      at,
    });
    const early = await headPosition(log());
    await ann.act('room.join', { roomId: general });
    const late = await headPosition(log());
    expect(await log().saveDelivered([rowOf(late)])).toEqual([{ personId: ben.personId, from: 0, seq: late.seq }]);
    expect(await log().saveDelivered([rowOf(early)])).toEqual([]);
    expect(await log().saveDelivered([rowOf(late)])).toEqual([]);
    await restart();
    expect((await log().directory()).delivered).toEqual([{ personId: ben.personId, seq: late.seq }]);
  });

  it('[D6] a position that this log did not make counts for nothing', async () => {
    const { ben, log } = await setup();
    const position = await headPosition(log());
    const forged = { ...position, seq: position.seq + 5, tag: 'A'.repeat(22) };
    const row = { device: ben.device, personId: ben.personId, position: forged, at };
    expect(await log().saveDelivered([row])).toEqual([]);
    expect((await log().directory()).delivered).toEqual([]);
  });

  describe('what is known of a message', () => {
    /** Ann, Ben and Cleo in a room where Ann has written, and Dan comes in afterwards. */
    async function setupRoom(limits = {}) {
      const world = await setupEventLog(backend, limits);
      const { ann, ben, cleo, dan, log, epochId } = world;
      const roomId = await makeRoom(world);
      for (const { personId } of [ben, cleo]) await ann.act('room.invite', { roomId, personId });
      const said = await ann.say(roomId, 'one');
      const saidAt = parseEvent(said.frame).header.at;
      await dan.act('person.admit', { displayName: 'Dan' });
      await ann.act('room.invite', { roomId, personId: dan.personId });
      const info = (personId: PersonId, streamSeq = said.streamSeq) =>
        log().messageInfo(personId, { roomId, epochId, streamSeq });
      const has = async ({ device, personId }: typeof ben, when: number) =>
        log().saveDelivered([{ device, personId, position: await headPosition(log()), at: when }]);
      return { ...world, roomId, said, saidAt, info, has };
    }
    const not = { isDelivered: false, deliveredAt: null, isRead: false, readAt: null };

    it('[P19] is who has it and has read it, of those who were there, and when', async () => {
      const { ann, ben, cleo, log, roomId, saidAt, info, has, restart } = await setupRoom();
      const sorted = (people: readonly { personId: PersonId }[]) =>
        people.toSorted((one, other) => (one.personId < other.personId ? -1 : 1));
      const told = async () => {
        const result = await info(ann.personId);
        return result.ok ? { at: result.value.at, people: sorted(result.value.people ?? []) } : result.error;
      };
      const people = (...two: object[]) => [ben, cleo].map(({ personId }, index) => ({ personId, ...two[index] }));
      expect(await told()).toEqual({ at: saidAt, people: sorted(people(not, not) as never) });
      await has(ben, at);
      await log().setMarker(cleo.personId, { roomId, epochId: (await log().directory()).epoch.epochId, readUpTo: 1 });
      await has(ben, at + 5_000);
      await restart();
      const ofBen = { isDelivered: true, deliveredAt: at, isRead: false, readAt: null };
      const ofCleo = { isDelivered: true, deliveredAt: null, isRead: true, readAt: expect.any(Number) as unknown };
      expect(await told()).toEqual({ at: saidAt, people: sorted(people(ofBen, ofCleo) as never) });
    });

    it('[P19] leaves out who was put out of the server', async () => {
      const { ann, ben, cleo, log, info } = await setupRoom();
      const people = async () => {
        const result = await info(ann.personId);
        return result.ok ? result.value.people?.map(({ personId }) => personId) : result.error;
      };
      const set = (standing: 'active' | 'banned') =>
        log().actAsServer({ kind: 'person.setStanding', body: { personId: ben.personId, standing } });
      await set('banned');
      expect(await people()).toEqual([cleo.personId]);
      await set('active');
      expect(await people()).toHaveLength(2);
    });

    it('[P19] is told in small rooms alone', async () => {
      const { ann, saidAt, info } = await setupRoom({ maxReceiptMembers: 3 });
      expect(await info(ann.personId)).toEqual({ ok: true, value: { at: saidAt, people: null } });
    });

    it('[P6, I8] is told to nobody who may not see it', async () => {
      const { ann, ben, dan, device, roomId, said, saidAt, info } = await setupRoom();
      const unseen = { type: 'invalid_params', path: 'streamSeq' };
      expect(await info(dan.personId)).toMatchObject({ ok: false, error: unseen });
      expect(await info(device(9).personId)).toEqual({ ok: false, error: { type: 'room_not_found', roomId } });
      await ben.act('room.leave', { roomId });
      expect(await info(ben.personId)).toEqual({ ok: true, value: { at: saidAt, people: null } });
      expect(await info(ann.personId, said.streamSeq - 1)).toMatchObject({ ok: false, error: unseen });
      expect(await info(ann.personId, 99)).toMatchObject({ ok: false, error: { type: 'beyond_end' } });
    });
  });

  it('[P20] the last time that somebody was here is kept', async () => {
    const { ben, log, restart } = await setup();
    await log().saveLastSeen([{ personId: ben.personId, at: 1_700_000_000_000 }]);
    await restart();
    const { people } = await log().directory();
    expect(people.map(({ lastSeenAt }) => lastSeenAt)).toEqual([null, null, 1_700_000_000_000, null]);
  });
}
