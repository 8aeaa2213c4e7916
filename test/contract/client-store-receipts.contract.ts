import { describe, expect, it } from 'vitest';
import { limits } from '#shared/protocol/limits.ts';
import { roomStream, serverStream } from '#shared/domain/stream.ts';
import { personIdOf } from '#test/support/sample-ids.ts';
import type { SamplePerson } from '#test/main/storage/client/sample-server.ts';
import { general, setupMember, type ClientStoreBackend } from './client-store-setup.ts';

const stream = roomStream(general);

/** How far others are with single messages in rooms (P19), and what is known of the way of a message. */
export function clientStoreReceiptsContract(backend: ClientStoreBackend): void {
  /** Ann and Ben in `general`, where this person has written. */
  async function setupRoom() {
    const setup = await setupMember(backend);
    const { client, server, me, ann, ben, room, snapshot } = setup;
    await snapshot([{ room, members: [me, ann, ben] }]);
    const { commandId } = await client.say('one');
    const [one] = await client.deliver();
    if (one === undefined) throw new Error('it was delivered');
    const delivered = (person: SamplePerson, seq = one.header.seq) =>
      client.store.applyReceipts({ delivered: [[person.personId, seq]], read: [] });
    const read = (person: SamplePerson, itemNumber = 1) =>
      client.store.applyReceipts({ delivered: [], read: [[general, person.personId, itemNumber]] });
    const reach = async () => {
      const { delivery, reach: reached } = await client.message(commandId);
      return [delivery, ...(reached === null ? [] : [reached.people, reached.delivered, reached.read])];
    };
    const joins = (person: SamplePerson) =>
      client.receive(server.log(person, { stream, kind: 'room.join', body: { roomId: general } }));
    const info = async (author = me.personId, id = commandId) => {
      const known = await client.store.messageInfo({ author, commandId: id });
      return known.ok ? known.value : known.error;
    };
    return { ...setup, commandId, one, delivered, read, reach, joins, info };
  }

  describe('receipts in a room', () => {
    it('[D4, P19] say how many have a message and have read it; in a channel it is no further than sent', async () => {
      const { ann, ben, delivered, read, reach } = await setupRoom();
      expect(await reach()).toEqual(['sent', 2, 0, 0]);
      const changes = await delivered(ann);
      expect(changes.timeline).toMatchObject([{ items: [{ reach: { people: 2, delivered: 1, read: 0 } }] }]);
      expect(await reach()).toEqual(['sent', 2, 1, 0]);
      await read(ben);
      expect(await reach()).toEqual(['sent', 2, 2, 1]);
      await read(ann);
      expect(await reach()).toEqual(['sent', 2, 2, 2]);
    });

    it('[P19] that bring nothing new tell nothing', async () => {
      const { ann, delivered } = await setupRoom();
      await delivered(ann);
      expect((await delivered(ann)).timeline).toEqual([]);
    });

    it('do not count who came after it was said', async () => {
      const { client, server, ann, ben, joins, read, reach } = await setupRoom();
      await read(ann);
      await read(ben);
      await joins(server.person(77));
      expect(await reach()).toEqual(['sent', 2, 2, 2]);
      await client.restart();
      expect(await reach()).toEqual(['sent', 2, 2, 2]);
      const { commandId } = await client.say('two');
      await client.deliver();
      expect((await client.message(commandId)).reach).toEqual({ people: 3, delivered: 0, read: 0 });
    });

    it('[P19] count nobody who left any more, and say so of every message at once', async () => {
      const { client, server, ben, ann, commandId, delivered, reach } = await setupRoom();
      const later = await client.say('two');
      await client.deliver();
      await delivered(ann);
      const leaving = server.log(ben, { stream, kind: 'room.leave', body: { roomId: general } });
      const changes = await client.receive(leaving);
      const told = changes.timeline.flatMap(({ items }) =>
        items.flatMap((item) => (item.type === 'message' ? [[item.commandId, item.reach?.people]] : [])),
      );
      expect(told).toEqual([
        [commandId, 1],
        [later.commandId, 1],
      ]);
      expect(await reach()).toEqual(['sent', 1, 1, 0]);
    });

    it('[P19] count nobody who was removed, also where the batch that says so brought the message', async () => {
      const { client, server, me, ann, ben, reach } = await setupRoom();
      const { commandId } = await client.say('two');
      const [sent] = await client.take();
      const mine = server.accept(me, { frame: sent?.frame ?? '', stream });
      const body = { roomId: general, personId: ben.personId };
      const changes = await client.receive(mine.accepted, server.log(ann, { stream, kind: 'room.removeMember', body }));
      const items = changes.timeline.flatMap((change) => change.items);
      expect(items.find((item) => item.type === 'message' && item.commandId === commandId)).toMatchObject({
        reach: { people: 1, delivered: 0, read: 0 },
      });
      expect(await reach()).toEqual(['sent', 1, 0, 0]);
    });

    it('[P19] count nobody who was put out of the server any more, and say so at once', async () => {
      const { client, server, ann, ben, commandId, read, reach } = await setupRoom();
      await read(ann);
      const sets = (standing: 'active' | 'banned') =>
        client.receive(
          server.log(ann, {
            stream: serverStream,
            kind: 'person.setStanding',
            body: { personId: ben.personId, standing },
          }),
        );
      const changes = await sets('banned');
      const told = changes.timeline.flatMap(({ items }) =>
        items.flatMap((item) => (item.type === 'message' ? [item] : [])),
      );
      expect(told).toMatchObject([{ commandId, reach: { people: 1, delivered: 1, read: 1 } }]);
      await client.restart();
      expect(await reach()).toEqual(['sent', 1, 1, 1]);
      await sets('active');
      expect(await reach()).toEqual(['sent', 2, 1, 1]);
    });

    it('[P7] of a snapshot that lists fewer people are told of the messages that it changes', async () => {
      const { me, ann, room, snapshot, reach } = await setupRoom();
      const changes = await snapshot([{ room, members: [me, ann] }]);
      expect(changes.timeline).toMatchObject([{ items: [{ reach: { people: 1 } }] }]);
      expect(await reach()).toEqual(['sent', 1, 0, 0]);
    });

    it('[P7] know from the list who came after it, where a snapshot does not say so', async () => {
      const { client, server, me, ann, ben, room, one, snapshot, reach } = await setupRoom();
      const cleo = server.person(78);
      await snapshot([{ room, members: [me, ann, ben, cleo] }]);
      expect(await reach()).toEqual(['sent', 3, 0, 0]);
      const later = { roomId: general, personId: cleo.personId, deliveredSeq: 0, readUpTo: 0 };
      const changes = await client.store.applyMarkers([], [{ ...later, joinedSeq: one.header.seq + 1 }]);
      expect(changes.timeline).toMatchObject([{ items: [{ reach: { people: 2 } }] }]);
      await snapshot([{ room, members: [me, ann, ben, cleo] }]);
      expect(await reach()).toEqual(['sent', 2, 0, 0]);
    });

    it('[P19] are none in a room of more than fifty people', async () => {
      const { client, me, ann, ben, room, snapshot, reach, delivered, info } = await setupRoom();
      const many = Array.from({ length: limits.maxReceiptMembers - 3 }, (_, index) => ({
        personId: personIdOf(200 + index),
      })) as SamplePerson[];
      await snapshot([{ room, members: [me, ann, ben, ...many] }]);
      expect(await reach()).toEqual(['sent', 49, 0, 0]);
      await snapshot([{ room, members: [me, ann, ben, ...many, { personId: personIdOf(300) } as SamplePerson] }]);
      expect(await reach()).toEqual(['sent']);
      expect((await delivered(ann)).timeline).toEqual([]);
      expect(await info()).toMatchObject({ info: { recipients: { type: 'too_many' } } });
      await client.restart();
    });
  });

  describe('what is known of a message', () => {
    it('[D1] that waits is when it was written, and from its transmission on when it left', async () => {
      const { client, me, info } = await setupRoom();
      const { commandId } = await client.say('two');
      const before = await info(me.personId, commandId);
      expect(before).toMatchObject({
        info: {
          roomId: general,
          author: me.personId,
          delivery: 'queued',
          sentAt: null,
          storedAt: null,
          recipients: null,
        },
        streamSeq: null,
      });
      await client.take();
      await client.restart();
      const sent = await info(me.personId, commandId);
      expect(sent).toMatchObject({ info: { delivery: 'queued', sentAt: expect.any(Number) as unknown } });
      await client.take();
      expect(await info(me.personId, commandId)).toEqual(sent);
    });

    it('[P15] of one’s own in the log is when it left, was stored, and when that was heard', async () => {
      const { ann, ben, one, delivered, info } = await setupRoom();
      await delivered(ann);
      const nothing = { deliveredAt: null, isRead: false, readAt: null };
      const known = await info();
      expect(known).toMatchObject({
        info: {
          storedAt: one.header.at,
          sentAt: expect.any(Number) as unknown,
          heardAt: expect.any(Number) as unknown,
          via: 'live',
          delivery: 'sent',
          failure: null,
        },
        streamSeq: one.header.streamSeq,
      });
      expect('info' in known && known.info.recipients).toEqual({
        type: 'people',
        people: expect.arrayContaining([
          { personId: ann.personId, isDelivered: true, ...nothing },
          { personId: ben.personId, isDelivered: false, ...nothing },
        ]) as unknown,
        hasTimes: false,
      });
    });

    it('of somebody else’s is when it came and how, and nothing of others', async () => {
      const { client, server, ann, info } = await setupRoom();
      const live = server.message(ann, general, 'now');
      await client.receive(live);
      const missed = server.message(ann, general, 'meanwhile');
      await client.replay(missed);
      const others = { delivery: null, recipients: null, sentAt: null, heardAt: expect.any(Number) as unknown };
      expect([await info(ann.personId, live.commandId), await info(ann.personId, missed.commandId)]).toMatchObject([
        { info: { ...others, via: 'live', storedAt: live.header.at } },
        { info: { ...others, via: 'replay', storedAt: missed.header.at } },
      ]);
    });

    it('of one that came with a page is no more than who wrote it and when it was stored', async () => {
      const { client, server, me, ann, ben, room, snapshot, info } = await setupRoom();
      const past = server.message(ann, general, 'long ago');
      await snapshot([{ room, members: [me, ann, ben] }]);
      await client.page([past], null);
      expect(await info(ann.personId, past.commandId)).toMatchObject({
        info: { via: null, heardAt: null, storedAt: past.header.at },
      });
    });

    it('is nothing of a message that this device does not have', async () => {
      const { ann, commandId, info } = await setupRoom();
      expect(await info(ann.personId, commandId)).toEqual({ type: 'command_not_known' });
    });
  });
}
