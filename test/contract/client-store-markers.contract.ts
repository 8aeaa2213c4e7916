import { describe, expect, it } from 'vitest';
import { roomStream } from '#shared/domain/stream.ts';
import { roomIdOf } from '#test/support/sample-ids.ts';
import { directRoomOf, opened, roomOf, snapshotOf } from '#test/main/storage/client/sample-room.ts';
import { general, setupMember, type ClientStoreBackend } from './client-store-setup.ts';

const stream = roomStream(general);

export function clientStoreMarkersContract(backend: ClientStoreBackend): void {
  /** `general` with five messages of Ann's. */
  async function setupUnread() {
    const setup = await setupMember(backend);
    const { client, server, ann } = setup;
    const said = [1, 2, 3, 4, 5].map((number) => server.message(ann, general, `${number}`));
    await client.receive(...said);
    const unread = async () => (await client.room()).unread;
    const move = (readUpTo: number | 'everything') => client.store.moveMarker({ roomId: general, readUpTo });
    const mark = (unreadFrom: number | null) => client.store.moveMarker({ roomId: general, unreadFrom });
    const hear = (readUpTo: number, unreadFrom: number | null) =>
      client.store.applyMarkers([{ roomId: general, readUpTo, unreadFrom }], []);
    return { ...setup, said, unread, move, mark, hear };
  }

  describe('a read marker', () => {
    it('[P19] counts what was not read, and only goes forward', async () => {
      const { unread, move } = await setupUnread();
      expect(await unread()).toBe(5);
      expect((await move(3)).rooms).toMatchObject([{ roomId: general, unread: 2, lastRead: 3 }]);
      await move(1);
      expect(await unread()).toBe(2);
      await move('everything');
      expect(await unread()).toBe(0);
    });

    it('[P19] says where reading goes on, and when that was said', async () => {
      const { client, said, move, mark } = await setupUnread();
      const firstUnread = async () => (await client.room()).firstUnread;
      expect(await firstUnread()).toEqual({ itemNumber: 1, at: said[0]?.header.at });
      await move(3);
      await client.restart();
      expect(await firstUnread()).toEqual({ itemNumber: 4, at: said[3]?.header.at });
      await move('everything');
      expect(await firstUnread()).toBeNull();
      await mark(2);
      expect(await firstUnread()).toMatchObject({ itemNumber: 2 });
    });

    it('[P8] says where reading goes on also in a gap, though not when that was said', async () => {
      const { client, server, ann, snapshot, move } = await setupUnread();
      await move('everything');
      const said = server.message(ann, general, '6');
      await snapshot();
      expect((await client.room()).firstUnread).toEqual({ itemNumber: 6, at: null });
      await client.page([said], 6);
      expect((await client.room()).firstUnread).toEqual({ itemNumber: 6, at: said.header.at });
    });

    it('[P19] never goes beyond what there is', async () => {
      const { client, server, ann, unread, move } = await setupUnread();
      await move(99);
      await client.receive(server.message(ann, general, '6'));
      expect(await unread()).toBe(1);
    });

    it('[P8] counts what lies in a gap', async () => {
      const { client, server, ann, unread, snapshot, move } = await setupUnread();
      await move(4);
      for (const text of ['6', '7']) server.message(ann, general, text);
      await snapshot();
      expect(await client.lines()).toEqual(['1', '2', '3', '4', '5', 'gap 6-7']);
      expect(await unread()).toBe(3);
    });

    it('a room one was invited to is new until one looks, on whichever device, whatever was said in it', async () => {
      const { client, server, me, ann, ben } = await setupMember(backend);
      const roomId = roomIdOf(2);
      const room = roomOf(roomId, ann.personId, { visibility: 'private' });
      const invite = (person: typeof me) =>
        server.log(ann, {
          stream: roomStream(roomId),
          kind: 'room.invite',
          body: { roomId, personId: person.personId },
        });
      const isNew = async () => (await client.room(roomId)).isNew;
      const said = server.message(ann, roomId, 'before');
      await client.receive(opened(server, { room, members: [ann, me], from: said.header.streamSeq + 1 }), invite(me));
      await client.receive(invite(ben));
      await client.restart();
      expect([await isNew(), (await client.room(roomId)).unread]).toEqual([true, 0]);
      expect((await client.store.moveMarker({ roomId, readUpTo: 'everything' })).rooms).toMatchObject([
        { isNew: false },
      ]);
      await client.receive(invite(ben));
      expect(await isNew()).toBe(false);
      await client.receive(invite(me), server.message(ann, roomId, 'now'));
      expect(await isNew()).toBe(true);
      await client.store.applyMarkers([{ roomId, readUpTo: 2, unreadFrom: null }], []);
      expect(await isNew()).toBe(false);
    });

    it('notices are not unread', async () => {
      const { client, server, ann, ben, unread, move } = await setupUnread();
      await move('everything');
      const body = { roomId: general, personId: ben.personId };
      await client.receive(server.log(ann, { stream, kind: 'room.invite', body }));
      expect(await unread()).toBe(0);
    });

    it('[P19] is told to the server until the server has it', async () => {
      const { client, move, hear } = await setupUnread();
      await move(2);
      await client.restart();
      expect(await client.store.unsentMarkers()).toEqual([{ roomId: general, readUpTo: 2 }]);
      await move(3);
      await client.store.markersSent([{ roomId: general, readUpTo: 2 }]);
      expect(await client.store.unsentMarkers()).toEqual([{ roomId: general, readUpTo: 3 }]);
      await client.store.markersSent([{ roomId: general, readUpTo: 3 }]);
      expect(await client.store.unsentMarkers()).toEqual([]);
      await move(4);
      await hear(4, null);
      expect(await client.store.unsentMarkers()).toEqual([]);
    });

    it('[P19] takes the maximum of what other devices read', async () => {
      const { client, unread, hear } = await setupUnread();
      expect((await hear(3, null)).rooms).toMatchObject([{ unread: 2 }]);
      await hear(1, null);
      expect(await unread()).toBe(2);
      expect(await client.store.unsentMarkers()).toEqual([]);
      await hear(9, null);
      expect(await unread()).toBe(0);
    });

    it('[P19] read elsewhere less far than here is still told', async () => {
      const { client, move, hear } = await setupUnread();
      await move(4);
      await hear(3, null);
      expect(await client.store.unsentMarkers()).toEqual([{ roomId: general, readUpTo: 4 }]);
    });
  });

  describe('a mark as unread', () => {
    it('[P19] makes it unread from there, and does not take back what was read', async () => {
      const { client, unread, move, mark } = await setupUnread();
      await move('everything');
      await client.store.markersSent(await client.store.unsentMarkers());
      expect((await mark(3)).rooms).toMatchObject([{ lastRead: 2 }]);
      expect(await unread()).toBe(3);
      expect(await client.store.unsentMarkers()).toEqual([{ roomId: general, unreadFrom: 3 }]);
      await mark(null);
      expect(await unread()).toBe(0);
      expect(await client.store.unsentMarkers()).toEqual([{ roomId: general, unreadFrom: null }]);
    });

    it('goes away when one reads up to it or beyond', async () => {
      const { client, unread, move, mark } = await setupUnread();
      await move('everything');
      await mark(3);
      await move(2);
      expect(await unread()).toBe(3);
      await move(3);
      expect(await unread()).toBe(0);
      await mark(3);
      await client.store.moveMarker({ roomId: general, readUpTo: 'everything' });
      expect(await unread()).toBe(0);
    });

    it('[P19] the last one to arrive stays, but not over what this device has still to tell', async () => {
      const { client, unread, move, mark, hear } = await setupUnread();
      await move('everything');
      await hear(5, 4);
      expect(await unread()).toBe(2);
      await mark(2);
      await hear(5, null);
      expect(await unread()).toBe(4);
      await client.store.markersSent([{ roomId: general, unreadFrom: 2 }]);
      await hear(5, null);
      expect(await unread()).toBe(0);
    });
  });

  describe('writing into a room', () => {
    it('is having read it', async () => {
      const { client, unread, mark } = await setupUnread();
      await mark(2);
      await client.say('answer');
      expect(await unread()).toBe(5);
      await client.deliver();
      expect(await unread()).toBe(0);
      expect(await client.store.unsentMarkers()).toEqual([{ roomId: general, readUpTo: 6, unreadFrom: null }]);
    });

    it('on another device counts as read too, and is for that device to tell', async () => {
      const { client, server, me, unread } = await setupUnread();
      await client.receive(server.message(me, general, 'from my other device'));
      expect(await unread()).toBe(0);
      expect(await client.store.unsentMarkers()).toEqual([]);
    });

    it('long ago says nothing of what came since', async () => {
      const { client, server, me, ann, snapshot } = await setupMember(backend);
      const old = server.message(me, general, 'old');
      await client.store.moveMarker({ roomId: general, readUpTo: 'everything' });
      server.message(ann, general, 'new');
      await snapshot();
      await client.page([old], null);
      expect(await client.room()).toMatchObject({ unread: 2 });
    });
  });

  describe('receipts', () => {
    /** A direct room with Ann and Ben, and two own messages in it. */
    async function setupDirect() {
      const setup = await setupMember(backend);
      const { client, server, me, ann, ben } = setup;
      const roomId = server.ids.directId([me.personId, ann.personId, ben.personId]);
      const room = directRoomOf(roomId, ann.personId);
      const open = { stream: roomStream(roomId), kind: 'direct.open', body: { personIds: [ann.personId] } };
      await client.receive(opened(server, { room, members: [me, ann, ben] }), server.log(ann, open));
      const first = await client.say('one', roomId);
      const second = await client.say('two', roomId);
      const [one, two] = await client.deliver(roomStream(roomId));
      if (one === undefined || two === undefined) throw new Error('both were delivered');
      const states = async () => [
        (await client.message(first.commandId, roomId)).delivery,
        (await client.message(second.commandId, roomId)).delivery,
      ];
      const delivered = (...rows: [{ personId: typeof ann.personId }, number][]) =>
        client.store.applyReceipts({ delivered: rows.map(([{ personId }, seq]) => [personId, seq]), read: [] });
      const read = (...rows: [{ personId: typeof ann.personId }, number][]) =>
        client.store.applyReceipts({
          delivered: [],
          read: rows.map(([{ personId }, item]) => [roomId, personId, item]),
        });
      return { ...setup, roomId, one, two, states, delivered, read };
    }

    it('[D4] in a direct room a message is delivered, then read, once all others are that far', async () => {
      const { ann, ben, one, two, states, delivered, read } = await setupDirect();
      expect(await states()).toEqual(['sent', 'sent']);
      const first = await delivered([ann, two.header.seq]);
      const oneOfTwo = { delivery: 'sent', reach: { people: 2, delivered: 1, read: 0 } };
      expect(first.timeline).toMatchObject([{ items: [oneOfTwo, oneOfTwo] }]);
      const changes = await delivered([ben, one.header.seq]);
      expect(changes.timeline).toMatchObject([{ items: [{ content: { text: 'one' }, delivery: 'delivered' }] }]);
      expect(await states()).toEqual(['delivered', 'sent']);
      await read([ann, 2]);
      expect(await states()).toEqual(['delivered', 'sent']);
      expect((await read([ben, 1])).timeline).toMatchObject([{ items: [{ delivery: 'read' }] }]);
      expect(await states()).toEqual(['read', 'sent']);
      expect((await read([ben, 2])).timeline).toMatchObject([
        { items: [{ content: { text: 'two' }, delivery: 'read' }] },
      ]);
    });

    it('[D4] figures that go back change nothing', async () => {
      const { client, ann, ben, two, states, delivered, read } = await setupDirect();
      await delivered([ann, two.header.seq], [ben, two.header.seq]);
      expect((await delivered([ann, 1])).timeline).toEqual([]);
      expect(await states()).toEqual(['delivered', 'delivered']);
      await read([ann, 2], [ben, 2]);
      expect((await read([ben, 1])).timeline).toEqual([]);
      expect(await states()).toEqual(['read', 'read']);
      await client.restart();
      expect(await states()).toEqual(['read', 'read']);
    });

    it('[D4] stand where the log goes on in the same life as before a cut', async () => {
      const { client, server, me, ann, ben, roomId, two, states, delivered, read, people } = await setupDirect();
      await delivered([ann, two.header.seq], [ben, two.header.seq]);
      await read([ann, 1], [ben, 1]);
      const rooms = [{ room: directRoomOf(roomId, ann.personId), members: [me, ann, ben] }];
      await client.store.applySnapshot(snapshotOf(server, { people, rooms, cutSeq: two.header.seq }));
      expect(await states()).toEqual(['read', 'delivered']);
    });

    it('come with the markers after a resume', async () => {
      const { client, roomId, ann, ben, two, states } = await setupDirect();
      const receipts = [ann, ben].map(({ personId }) => ({
        roomId,
        personId,
        deliveredSeq: two.header.seq,
        readUpTo: 1,
      }));
      const changes = await client.store.applyMarkers([], receipts);
      expect(changes.timeline).toMatchObject([{ items: [{ delivery: 'read' }, { delivery: 'delivered' }] }]);
      expect(await states()).toEqual(['read', 'delivered']);
    });

    it('say nothing of what others wrote', async () => {
      const { client, server, me, ann, ben, delivered, roomId } = await setupDirect();
      await client.receive(server.message(ann, roomId, 'hers'));
      const changes = await delivered([ann, 1_000], [ben, 1_000]);
      expect(changes.timeline).toMatchObject([{ items: [{ author: me.personId }, { author: me.personId }] }]);
      expect((await client.timeline(roomId)).at(-1)).toMatchObject({
        content: { text: 'hers' },
        delivery: null,
        reach: null,
      });
    });
  });

  const secret = roomIdOf(2);

  describe('a marker of a room that is not listed', () => {
    it('[H3, P19] is kept until it is, and reaches no further than what is held', async () => {
      const { client, server, me, ann, room, snapshot } = await setupMember(backend);
      const secretRoom = roomOf(secret, ann.personId, { visibility: 'private', name: 'secret' });
      const both = [
        { room, members: [me, ann] },
        { room: secretRoom, members: [me, ann] },
      ];
      await snapshot(both);
      await client.receive(...['kept 1', 'kept 2', 'lost'].map((text) => server.message(ann, secret, text)));
      server.restore({ [roomStream(secret)]: 2 }, 2);
      await snapshot(both.slice(0, 1), 2);
      await client.store.moveMarker({ roomId: secret, readUpTo: 'everything' });
      await client.restart();
      expect(await client.store.unsentMarkers()).toEqual([]);
      server.message(ann, secret, 'since');
      await snapshot(both);
      expect(await client.store.unsentMarkers()).toEqual([{ roomId: secret, readUpTo: 2 }]);
      expect(await client.room(secret)).toMatchObject({ unread: 1 });
    });
  });
}
