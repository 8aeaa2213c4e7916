import { describe, expect, it } from 'vitest';
import { roomStream } from '#shared/domain/stream.ts';
import { roomIdOf } from '#test/support/sample-ids.ts';
import { directRoomOf, opened, roomOf, snapshotOf } from '#test/main/storage/client/sample-room.ts';
import { general, lineOf, setupMember, setupNewcomer, type ClientStoreBackend } from './client-store-setup.ts';

const stream = roomStream(general);
const newRoom = { name: 'plans', topic: 'soon', visibility: 'private', history: 'joined' } as const;

export function clientStoreRoomsContract(backend: ClientStoreBackend): void {
  describe('a room made on this device', () => {
    it('[P17] is there at once, with what was said in it, and waits', async () => {
      const { client, me } = await setupMember(backend);
      const { roomId, changes } = await client.store.queueCommand({ kind: 'room.create', body: newRoom });
      if (roomId === null) throw new Error('a room has an id');
      expect(changes.rooms).toMatchObject([{ roomId, name: 'plans', isWaiting: true, isMember: true }]);
      await client.say('first!', roomId);
      await client.restart();
      expect(await client.room(roomId)).toMatchObject({
        topic: 'soon',
        visibility: 'private',
        memberIds: [me.personId],
      });
      expect(await client.lines(roomId)).toEqual(['first!']);
    });

    it('[P16] sends nothing of what was said in it before it is accepted', async () => {
      const { client, server, me } = await setupMember(backend);
      const { roomId } = await client.store.queueCommand({ kind: 'room.create', body: newRoom });
      if (roomId === null) throw new Error('a room has an id');
      await client.say('first!', roomId);
      await client.say('elsewhere');
      const [create, ...others] = await client.take();
      expect([create?.kind, others]).toEqual(['room.create', []]);
      const room = roomOf(roomId, me.personId, { ...newRoom });
      const before = opened(server, { room, members: [me] });
      const event = server.accept(me, { frame: create?.frame ?? '', stream: roomStream(roomId) });
      const changes = await client.receive(before, event.accepted);
      expect(changes.rooms).toMatchObject([{ roomId, isWaiting: false, isMember: true, name: 'plans' }]);
      expect((await client.take()).map(({ kind, number }) => [kind, number])).toEqual([
        ['message.send', 2],
        ['message.send', 3],
      ]);
      expect(await client.lines(roomId)).toEqual(['room.created plans', 'first!']);
    });

    it('[P16] when it is refused, what was said in it fails with it, keeps its text and uses no number', async () => {
      const { client, server } = await setupMember(backend);
      const created = await client.store.queueCommand({ kind: 'room.create', body: newRoom });
      const roomId = created.roomId ?? general;
      const said = await client.say('first!', roomId);
      await client.say('elsewhere');
      const [create] = await client.take();
      const error = { type: 'room_name_taken', name: 'plans' } as const;
      const changes = await client.receive(server.refused(create?.frame ?? '', error));
      expect(changes.failed).toEqual([
        { commandId: created.commandId, kind: 'room.create', roomId, reason: error },
        { commandId: said.commandId, kind: 'message.send', roomId, reason: { type: 'dependency_failed' } },
      ]);
      expect(changes.outbox).toEqual({ waiting: 1, failed: 2 });
      expect(await client.message(said.commandId, roomId)).toMatchObject({
        delivery: 'failed',
        failure: { type: 'dependency_failed' },
        content: { text: 'first!' },
      });
      expect(await client.room(roomId)).toMatchObject({ isWaiting: true });
      expect((await client.take()).map(({ number }) => number)).toEqual([2]);
    });

    it('[P16] made again after a refusal, it takes along what failed with it', async () => {
      const { client, server } = await setupMember(backend);
      const created = await client.store.queueCommand({ kind: 'room.create', body: newRoom });
      const oldRoomId = created.roomId ?? general;
      const said = await client.say('first!', oldRoomId);
      const [create] = await client.take();
      await client.receive(server.refused(create?.frame ?? '', { type: 'room_name_taken', name: 'plans' }));
      const retried = await client.store.retryCommand(created.commandId);
      if (!retried.ok || retried.value.roomId === null) throw new Error('it is made again');
      const { roomId, changes } = retried.value;
      expect(roomId).not.toBe(oldRoomId);
      expect(changes.rooms).toMatchObject([{ roomId, isWaiting: true }]);
      expect(changes.removedRooms).toEqual([oldRoomId]);
      expect(await client.lines(roomId)).toEqual(['first!']);
      const again = await client.store.retryCommand(said.commandId);
      expect(again).toMatchObject({ ok: true, value: { roomId } });
      expect((await client.take()).map(({ kind }) => kind)).toEqual(['room.create']);
    });

    it('[P16] what is said in it after a refusal fails at once, and can be tried again', async () => {
      const { client, server } = await setupMember(backend);
      const { roomId } = await client.store.queueCommand({ kind: 'room.create', body: newRoom });
      const [create] = await client.take();
      await client.receive(server.refused(create?.frame ?? '', { type: 'room_name_taken', name: 'plans' }));
      const { commandId } = await client.say('too late', roomId ?? general);
      expect(await client.message(commandId, roomId ?? general)).toMatchObject({ delivery: 'failed' });
      expect(await client.take()).toEqual([]);
    });

    it('[D1] shows how many own messages wait in it, until each has its result', async () => {
      const { client, server } = await setupMember(backend);
      const waiting = async () => (await client.room()).waiting;
      const first = await client.say('one');
      expect(first.changes.rooms).toMatchObject([{ roomId: general, waiting: 1 }]);
      const second = await client.say('two');
      expect(await waiting()).toBe(2);
      const cancelled = await client.store.cancelCommand(second.commandId);
      expect(cancelled).toMatchObject({ ok: true, value: { rooms: [{ roomId: general, waiting: 1 }] } });
      await client.deliver();
      expect(await waiting()).toBe(0);
      await client.say('three');
      const [three] = await client.take();
      const refused = await client.receive(
        server.refused(three?.frame ?? '', { type: 'not_a_member', roomId: general }),
      );
      expect(refused.rooms).toMatchObject([{ roomId: general, waiting: 0 }]);
    });

    it('taken off the screen, it takes along what waits in it', async () => {
      const { client, server } = await setupMember(backend);
      const { commandId, roomId } = await client.store.queueCommand({ kind: 'room.create', body: newRoom });
      await client.say('first!', roomId ?? general);
      const [create] = await client.take();
      await client.receive(server.refused(create?.frame ?? '', { type: 'room_name_taken', name: 'plans' }));
      const discarded = await client.store.discardCommand(commandId);
      expect(discarded).toMatchObject({
        ok: true,
        value: { rooms: [], removedRooms: [roomId] },
      });
      expect((await client.store.rooms()).map((room) => room.roomId)).toEqual([general]);
      expect(await client.store.outbox()).toEqual({ waiting: 0, failed: 0 });
    });

    it('[P16] opened again after a refusal, a direct room waits again, and so does what is said in it', async () => {
      const { client, server, ann } = await setupMember(backend);
      const open = () => client.store.queueCommand({ kind: 'direct.open', body: { personIds: [ann.personId] } });
      await open();
      const [sent] = await client.take();
      await client.receive(server.refused(sent?.frame ?? '', { type: 'person_not_found', personId: ann.personId }));
      const { roomId } = await open();
      if (roomId === null) throw new Error('a room has an id');
      await client.say('hello', roomId);
      expect(await client.store.outbox()).toEqual({ waiting: 2, failed: 1 });
      expect((await client.take()).map(({ kind }) => kind)).toEqual(['direct.open']);
    });

    it('[P16] what is said in a direct room that is there does not wait for its being opened again', async () => {
      const { client, server, me, ann } = await setupMember(backend);
      const roomId = server.ids.directId([me.personId, ann.personId]);
      const body = { personIds: [me.personId] };
      await client.receive(
        opened(server, { room: directRoomOf(roomId, ann.personId), members: [me, ann] }),
        server.log(ann, { stream: roomStream(roomId), kind: 'direct.open', body }),
      );
      await client.store.queueCommand({ kind: 'direct.open', body: { personIds: [ann.personId] } });
      await client.say('hello', roomId);
      expect((await client.take()).map(({ kind }) => kind)).toEqual(['direct.open', 'message.send']);
    });

    it('taken off the screen, it leaves alone what waits in a room that is there by now', async () => {
      const { client, server, me, ann } = await setupMember(backend);
      const { roomId, commandId } = await client.store.queueCommand({
        kind: 'direct.open',
        body: { personIds: [ann.personId] },
      });
      if (roomId === null) throw new Error('a room has an id');
      const [sent] = await client.take();
      await client.receive(server.refused(sent?.frame ?? '', { type: 'person_not_found', personId: ann.personId }));
      const body = { personIds: [me.personId] };
      await client.receive(
        opened(server, { room: directRoomOf(roomId, ann.personId), members: [me, ann] }),
        server.log(ann, { stream: roomStream(roomId), kind: 'direct.open', body }),
      );
      await client.say('hello', roomId);
      expect(await client.store.discardCommand(commandId)).toMatchObject({ ok: true });
      expect(await client.lines(roomId)).toEqual(['direct.opened', 'hello']);
      expect(await client.room(roomId)).toMatchObject({ isMember: true });
    });

    it('[P17] a direct room has the same id whoever opens it, and opens once', async () => {
      const { client, server, me, ann } = await setupMember(backend);
      const { roomId, commandId } = await client.store.queueCommand({
        kind: 'direct.open',
        body: { personIds: [ann.personId] },
      });
      expect(roomId).toBe(server.ids.directId([ann.personId, me.personId]));
      if (roomId === null) throw new Error('a room has an id');
      expect(await client.room(roomId)).toMatchObject({ kind: 'direct', name: null, isWaiting: true });
      const room = directRoomOf(roomId, ann.personId);
      const before = opened(server, { room, members: [me, ann] });
      const body = { personIds: [me.personId] };
      await client.receive(before, server.log(ann, { stream: roomStream(roomId), kind: 'direct.open', body }));
      expect(await client.room(roomId)).toMatchObject({ isWaiting: false });
      const [sent] = await client.take();
      expect((await client.receive(server.acceptedAsIs(sent?.frame ?? ''))).settled).toEqual([commandId]);
      expect(await client.lines(roomId)).toEqual(['direct.opened']);
    });
  });

  describe('a room that begins', () => {
    it('[P6] shows what it is, and a gap for what may be read of the time before', async () => {
      const { client, server, me, ann } = await setupMember(backend);
      const roomId = roomIdOf(2);
      for (const text of ['one', 'two']) server.message(ann, roomId, text);
      const room = roomOf(roomId, ann.personId, { name: 'other', topic: 'things' });
      const before = opened(server, { room, members: [ann, me] });
      const join = server.log(me, { stream: roomStream(roomId), kind: 'room.join', body: { roomId } });
      const changes = await client.receive(before, join);
      expect(changes.rooms).toMatchObject([{ roomId, name: 'other', topic: 'things', unread: 0, isMember: true }]);
      expect(await client.lines(roomId)).toEqual(['gap 1-2', 'room.joined']);
      expect(changes.holes).toEqual([]);
      expect(await client.store.unsentMarkers()).toEqual([{ roomId, readUpTo: 2 }]);
      expect((await client.store.moveMarker({ roomId, unreadFrom: 1 })).rooms).toMatchObject([{ unread: 2 }]);
    });

    it('[P6] shows none where the past may not be read', async () => {
      const { client, server, me, ann } = await setupMember(backend);
      const roomId = roomIdOf(2);
      server.message(ann, roomId, 'secret');
      const room = roomOf(roomId, ann.personId, { visibility: 'private', history: 'joined' });
      const before = opened(server, { room, members: [ann, me], from: 2 });
      const invite = { kind: 'room.invite', body: { roomId, personId: me.personId } };
      await client.receive(before, server.log(ann, { ...invite, stream: roomStream(roomId) }));
      expect(await client.lines(roomId)).toEqual(['room.invited']);
      expect(await client.store.nextGaps(10)).toEqual([]);
    });

    it('[P6] begun for the 65th time, it keeps what is held of the first, and asks no more for what is missing of it', async () => {
      const { client, server, me, ann } = await setupMember(backend);
      const roomId = roomIdOf(2);
      const room = roomOf(roomId, ann.personId, { visibility: 'private', history: 'joined' });
      const log = (kind: 'room.invite' | 'room.removeMember') =>
        server.log(ann, { stream: roomStream(roomId), kind, body: { roomId, personId: me.personId } });
      const begin = async () => {
        const from = server.head(roomStream(roomId)) + 1;
        await client.receive(opened(server, { room, members: [ann, me], from }), log('room.invite'));
      };
      await begin();
      server.message(ann, roomId, 'missed');
      await client.receive(server.message(ann, roomId, 'heard'));
      await client.receive(log('room.removeMember'));
      for (let visit = 2; visit <= 64; visit += 1) {
        await begin();
        await client.receive(log('room.removeMember'));
      }
      expect(await client.store.nextGaps(10)).toEqual([{ roomId, from: 2, to: 2 }]);
      await begin();
      expect(await client.store.nextGaps(10)).toEqual([]);
      expect((await client.timeline(roomId, 200)).map(lineOf).slice(0, 3)).toEqual([
        'room.invited',
        'heard',
        'room.memberRemoved',
      ]);
    });

    it('[P6] events at or below its state are shown, and not applied again', async () => {
      const { client, server, me, ann } = await setupMember(backend);
      const roomId = roomIdOf(2);
      const room = roomOf(roomId, ann.personId, { name: 'newest' });
      const before = opened(server, { room, members: [ann, me], asOf: 3 });
      const rename = (name: string) =>
        server.log(ann, { stream: roomStream(roomId), kind: 'room.rename', body: { roomId, name } });
      await client.replay(before, rename('old'), rename('older'), rename('newest'));
      expect(await client.room(roomId)).toMatchObject({ name: 'newest' });
      await client.replay(rename('still newer'));
      expect(await client.room(roomId)).toMatchObject({ name: 'still newer' });
    });

    it('[P6] a state that is older than the one at hand changes nothing', async () => {
      const { client, server, me, ann, ben, snapshot } = await setupMember(backend);
      server.message(ann, general, 'missed');
      await snapshot();
      await client.receive(server.log(ann, { stream, kind: 'room.rename', body: { roomId: general, name: 'new' } }));
      const old = roomOf(general, ann.personId, { name: 'old' });
      await client.receive(opened(server, { room: old, members: [ben, me], asOf: 0, head: 0 }));
      expect(await client.room()).toMatchObject({
        name: 'new',
        memberIds: [ann, me].map((one) => one.personId).toSorted(),
      });
      await client.receive(server.message(ann, general, 'after'));
      expect(await client.store.diagnostics()).toMatchObject({ holes: [] });
    });

    it('[P6] a state of one room in the stream of another is passed over', async () => {
      const { client, server, me, ann } = await setupMember(backend);
      const other = roomOf(roomIdOf(2), ann.personId, { name: 'other' });
      const frame = JSON.parse(opened(server, { room: other, members: [ann, me] })) as object;
      await client.receive(JSON.stringify({ ...frame, stream }));
      expect((await client.store.rooms()).map(({ name }) => name)).toEqual(['general']);
    });

    it('[P6] what a page brought of it is not missing', async () => {
      const { client, server, me, ann, room } = await setupMember(backend);
      const [, two, three] = ['1', '2', '3'].map((text) => server.message(ann, general, text));
      if (two === undefined || three === undefined) throw new Error('three were said');
      await client.page([two, three], 2);
      await client.receive(opened(server, { room, members: [ann, me], head: 3 }));
      expect(await client.lines()).toEqual(['gap 1-1', '2', '3']);
    });

    it('has the members that follow in frames of their own', async () => {
      const { client, server, me, ann, ben } = await setupMember(backend);
      const room = roomOf(roomIdOf(2), ann.personId);
      const more = { type: 'stream.members', stream: roomStream(room.roomId), members: [ben.personId] };
      const before = opened(server, { room, members: [ann, me] });
      const changes = await client.receive(before, JSON.stringify(more));
      const memberIds = [ann, me, ben].map(({ personId }) => personId).toSorted();
      expect(changes.rooms).toMatchObject([{ memberIds }]);
    });

    it('[P6] ends with the own leaving, and what was read stays', async () => {
      const { client, server, me, ann } = await setupMember(backend);
      await client.receive(server.message(ann, general, 'hello'));
      const changes = await client.receive(server.log(me, { stream, kind: 'room.leave', body: { roomId: general } }));
      expect(changes.rooms).toMatchObject([{ isMember: false, unread: 0, memberIds: [ann.personId] }]);
      expect(await client.lines()).toEqual(['hello', 'room.left']);
    });

    it('[P6] begun again, it has a gap for what was missed, where that may be read', async () => {
      const { client, server, me, ann, room } = await setupMember(backend);
      await client.receive(server.message(ann, general, 'one'));
      const removal = { stream, kind: 'room.removeMember', body: { roomId: general, personId: me.personId } };
      await client.receive(server.log(ann, removal));
      for (const text of ['missed', 'this']) server.message(ann, general, text);
      const before = opened(server, { room, members: [ann, me] });
      const join = server.log(me, { stream, kind: 'room.join', body: { roomId: general } });
      expect((await client.receive(before, join, server.message(ann, general, 'again'))).holes).toEqual([]);
      expect(await client.lines()).toEqual(['one', 'room.memberRemoved', 'gap 3-4', 'room.joined', 'again']);
    });

    it('[P6] a snapshot finds nothing missing of what was read before it ended and since it began again', async () => {
      const { client, server, me, ann, room, snapshot } = await setupMember(backend);
      await client.receive(
        server.message(ann, general, 'one'),
        server.log(me, { stream, kind: 'room.leave', body: { roomId: general } }),
      );
      server.message(ann, general, 'meanwhile');
      const before = opened(server, { room, members: [ann, me], from: 4 });
      await client.receive(before, server.log(me, { stream, kind: 'room.join', body: { roomId: general } }));
      const access = [
        { from: 1, to: 2 },
        { from: 4, to: null },
      ];
      await snapshot([{ room, members: [ann, me], access }]);
      expect(await client.lines()).toEqual(['one', 'room.left', 'room.joined']);
    });

    it('[P6] does not end when others leave or are removed', async () => {
      const { client, server, ann, ben, snapshot } = await setupMember(backend);
      await client.receive(
        server.log(ben, { stream, kind: 'room.leave', body: { roomId: general } }),
        server.log(ann, { stream, kind: 'room.removeMember', body: { roomId: general, personId: ben.personId } }),
        server.message(ann, general, 'hello'),
      );
      await snapshot();
      expect(await client.lines()).toEqual(['room.left', 'room.memberRemoved', 'hello']);
    });

    it('[P6] begun again, it has none where coming back does not open what was said meanwhile', async () => {
      const { client, server, me, ann, room } = await setupMember(backend);
      await client.receive(server.log(me, { stream, kind: 'room.leave', body: { roomId: general } }));
      server.message(ann, general, 'meanwhile');
      const before = opened(server, { room, members: [ann, me], from: 3 });
      await client.replay(before, server.log(me, { stream, kind: 'room.join', body: { roomId: general } }));
      expect(await client.lines()).toEqual(['room.left', 'room.joined']);
      expect(await client.store.nextGaps(10)).toEqual([]);
    });
  });

  describe('members', () => {
    it('come and go with the events that say so', async () => {
      const { client, server, ann, ben, me } = await setupMember(backend);
      const said = (kind: string, personId: string) =>
        server.log(ann, { stream, kind, body: { roomId: general, personId } });
      await client.receive(said('room.invite', ben.personId));
      expect((await client.room()).memberIds).toEqual([ann, ben, me].map(({ personId }) => personId).toSorted());
      await client.receive(said('room.removeMember', ben.personId));
      expect((await client.room()).memberIds).toEqual([ann, me].map(({ personId }) => personId).toSorted());
      const topic = server.log(ann, { stream, kind: 'room.setTopic', body: { roomId: general, topic: 'tea' } });
      expect((await client.receive(topic)).rooms).toMatchObject([{ topic: 'tea' }]);
    });
  });

  describe('the first room', () => {
    it('is joined once, with the first snapshot, by somebody who is in no room', async () => {
      const { client, server, me } = await setupNewcomer(backend);
      const wish = { people: [[me, 'me'] as const], firstRoomId: general };
      const changes = await client.store.applySnapshot(snapshotOf(server, wish));
      expect(changes.outbox).toEqual({ waiting: 1, failed: 0 });
      expect(changes.isDisplayNameChanged).toBe(true);
      const [join] = await client.take();
      expect(join).toMatchObject({ kind: 'room.join', number: 1 });
      await client.receive(server.refused(join?.frame ?? '', { type: 'room_not_found', roomId: general }));
      await client.store.applySnapshot(snapshotOf(server, wish));
      expect(await client.take()).toEqual([]);
    });

    it('is not joined by a new device of somebody who is in a room, nor when there is none', async () => {
      const { client, server, me, ann } = await setupNewcomer(backend);
      const { client: other, server: otherServer } = await setupNewcomer(backend);
      const rooms = [{ room: roomOf(general, ann.personId), members: [me] }];
      await client.store.applySnapshot(snapshotOf(server, { people: [[me, 'me']], rooms, firstRoomId: roomIdOf(9) }));
      await other.store.applySnapshot(snapshotOf(otherServer, { people: [[me, 'me']] }));
      await other.store.applySnapshot(snapshotOf(otherServer, { people: [[me, 'me']], firstRoomId: general }));
      expect(await client.take()).toEqual([]);
      expect(await other.take()).toEqual([]);
    });
  });
}
