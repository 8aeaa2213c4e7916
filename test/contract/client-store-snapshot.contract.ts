import { describe, expect, it } from 'vitest';
import { roomStream, serverStream } from '#shared/domain/stream.ts';
import { roomIdOf } from '#test/support/sample-ids.ts';
import { directRoomOf, opened, roomOf, snapshotOf } from '#test/main/storage/client/sample-room.ts';
import { general, setupMember, setupNewcomer, type ClientStoreBackend } from './client-store-setup.ts';

const stream = roomStream(general);

export function clientStoreSnapshotContract(backend: ClientStoreBackend): void {
  describe('a snapshot', () => {
    it('[D9] names whom the server does not know any more', async () => {
      const { client, server, me, ann, ben, room } = await setupMember(backend);
      const people = [[me, 'me'] as const, [ann, 'Ann'] as const];
      const changes = await client.store.applySnapshot(
        snapshotOf(server, { people, rooms: [{ room, members: [me, ann] }] }),
      );
      expect(changes.removedPeople).toEqual([ben.personId]);
    });

    it('[P7] is people, rooms and members at one position', async () => {
      const { client, server, me, ann } = await setupNewcomer(backend);
      const room = roomOf(general, ann.personId, { topic: 'tea' });
      for (const text of ['one', 'two']) server.message(ann, general, text);
      const people = [[me, 'me'] as const, [ann, 'Ann'] as const];
      const changes = await client.store.applySnapshot(
        snapshotOf(server, { people, rooms: [{ room, members: [me, ann] }] }),
      );
      expect(changes.rooms).toMatchObject([{ roomId: general, topic: 'tea', unread: 2, isMember: true, lastAt: null }]);
      expect(changes.people.map(({ displayName }) => displayName).toSorted()).toEqual(['Ann', 'me']);
      expect(changes.isDisplayNameChanged).toBe(true);
      expect(changes.timeline).toMatchObject([
        { roomId: general, isLive: false, items: [{ type: 'gap', from: 1, to: 2 }] },
      ]);
      await client.restart();
      const { epoch } = server;
      expect(await client.store.load()).toMatchObject({ epoch, position: server.position(), displayName: 'me' });
    });

    it('[P7] may come in parts', async () => {
      const { client, server, me, ann } = await setupNewcomer(backend);
      const room = roomOf(general, ann.personId);
      const whole = snapshotOf(server, { people: [[me, 'me']], rooms: [{ room, members: [me] }] });
      const more = { people: [], rooms: [], members: [{ roomId: general, personIds: [ann.personId] }] };
      await client.store.applySnapshot({ ...whole, parts: [...whole.parts, JSON.stringify(more)] });
      expect((await client.room()).memberIds).toEqual([me.personId, ann.personId].toSorted());
    });

    it('[P7] opens a gap for what was missed, and keeps what was read', async () => {
      const { client, server, ann, snapshot } = await setupMember(backend);
      await client.receive(server.message(ann, general, 'one'));
      for (const text of ['two', 'three']) server.message(ann, general, text);
      await snapshot();
      await client.receive(server.message(ann, general, 'four'));
      expect(await client.lines()).toEqual(['one', 'gap 2-3', 'four']);
    });

    it('[P6] opens none for what may not be read', async () => {
      const { client, server, ann, me, snapshot, room } = await setupMember(backend);
      await client.receive(server.message(ann, general, '1'));
      for (const number of [2, 3, 4, 5, 6, 7]) server.message(ann, general, `${number}`);
      const access = [
        { from: 1, to: 2 },
        { from: 5, to: null },
      ];
      await snapshot([{ room, members: [ann, me], access }]);
      await client.receive(server.message(ann, general, '8'));
      expect(await client.lines()).toEqual(['1', 'gap 2-2', 'gap 5-7', '8']);
    });

    it('[P7] a gap that may not be read any more is none', async () => {
      const { client, server, ann, me, snapshot, room } = await setupMember(backend);
      for (const number of [1, 2, 3]) server.message(ann, general, `${number}`);
      await snapshot();
      await snapshot([{ room, members: [ann, me], access: [{ from: 3, to: null }] }]);
      expect(await client.lines()).toEqual(['gap 3-3']);
    });

    it('[P7] replaces names, members and topics', async () => {
      const { client, server, me, ann, ben, people } = await setupMember(backend);
      const room = roomOf(general, ann.personId, { name: 'renamed', topic: 'new' });
      const wish = { people: [...people.slice(0, 2), [ben, 'Benny'] as const], rooms: [{ room, members: [me, ben] }] };
      await client.store.applySnapshot(snapshotOf(server, wish));
      expect(await client.room()).toMatchObject({
        name: 'renamed',
        topic: 'new',
        memberIds: [me.personId, ben.personId].toSorted(),
      });
      expect((await client.store.people()).find(({ personId }) => personId === ben.personId)).toMatchObject({
        displayName: 'Benny',
      });
    });

    it('[P7] closes a room that it does not list, and what was read stays', async () => {
      const { client, server, ann, snapshot } = await setupMember(backend);
      await client.receive(server.message(ann, general, 'hello'));
      expect((await snapshot([])).rooms).toMatchObject([{ roomId: general, isMember: false, unread: 0 }]);
      expect(await client.lines()).toEqual(['hello']);
    });

    it('[I7] never loses what waits', async () => {
      const { client, snapshot } = await setupMember(backend);
      await client.say('one');
      const sent = await client.take();
      await client.say('two');
      await snapshot([]);
      expect((await client.take()).slice(0, 1)).toEqual(sent);
      expect(await client.lines()).toEqual(['one', 'two']);
    });

    it('[P15] keeps the own message whose result came before it', async () => {
      const { client, server, me, snapshot } = await setupMember(backend);
      await client.say('mine');
      const [sent] = await client.take();
      const position = server.position();
      const event = server.accept(me, { frame: sent?.frame ?? '', stream });
      await client.store.applyFrames({
        epoch: server.epoch,
        frames: [{ text: event.accepted, isSigned: true }],
        position,
        source: 'live',
      });
      expect((await snapshot()).holes).toEqual([]);
      expect(await client.lines()).toEqual(['mine']);
    });

    it('[P7] is not taken back by the result of a command that was repeated', async () => {
      const { client, server, me, ann, snapshot } = await setupMember(backend);
      await client.store.queueCommand({ kind: 'person.rename', body: { displayName: 'before' } });
      const [sent] = await client.take();
      const { accepted } = server.accept(me, { frame: sent?.frame ?? '', stream: serverStream });
      server.message(ann, general, 'meanwhile');
      await snapshot();
      expect((await client.receive(accepted)).settled).toEqual([sent?.commandId]);
      expect((await client.store.load()).displayName).toBe('me');
    });

    it('[P7] older than what is held takes nothing back', async () => {
      const { client, server, me, ann, people, room } = await setupMember(backend);
      const old = snapshotOf(server, { people, rooms: [{ room, members: [me, ann] }] });
      const said = ['1', '2', '3'].map((text) => server.message(ann, general, text));
      const rename = server.log(ann, { stream, kind: 'room.rename', body: { roomId: general, name: 'new' } });
      await client.receive(said[0] ?? '', said[2] ?? '', rename);
      await client.page([said[1] ?? rename], 2);
      server.message(ann, general, '5');
      await client.receive(server.message(ann, general, '6'));
      await client.store.applySnapshot(old);
      expect(await client.lines()).toEqual(['1', '2', '3', 'room.renamed new', 'gap 5-5', '6']);
      expect(await client.room()).toMatchObject({ name: 'new' });
    });

    it('[P7] what a page brought beyond the head is not missing', async () => {
      const { client, server, ann, snapshot } = await setupMember(backend);
      const [, two, three] = ['1', '2', '3'].map((text) => server.message(ann, general, text));
      if (two === undefined || three === undefined) throw new Error('three were said');
      await client.page([two, three], 2);
      await snapshot();
      expect(await client.lines()).toEqual(['gap 1-1', '2', '3']);
    });

    it('what is not one is a fault, and changes nothing', async () => {
      const { client, server } = await setupMember(backend);
      const broken = { ...snapshotOf(server, { people: [] }), parts: ['{"people":[]}'] };
      await expect(client.store.applySnapshot(broken)).rejects.toThrow('Expected "rooms"');
      expect(await client.room()).toMatchObject({ name: 'general', isMember: true });
      expect(await client.store.people()).toHaveLength(3);
    });
  });

  describe('a new epoch', () => {
    /** Three messages, of which the server lost the last two, and one that was said after it came back. */
    async function setupRestored() {
      const setup = await setupMember(backend);
      const { client, server, ann } = setup;
      const said = ['kept', 'lost 2', 'lost 3'].map((text) => server.message(ann, general, text));
      await client.receive(...said);
      await client.store.moveMarker({ roomId: general, readUpTo: 'everything' });
      const waiting = await client.say('waiting');
      server.restore({ [stream]: 1 }, 1);
      return { ...setup, said, waiting, cut: () => setup.snapshot(undefined, 1) };
    }

    it('[P12] sets aside what the server does not hold any more, and never the outbox', async () => {
      const { client, server, cut } = await setupRestored();
      await cut();
      expect(await client.lines()).toEqual(['kept', 'waiting']);
      expect(await client.store.load()).toMatchObject({ epoch: server.epoch, position: server.position() });
      expect(await client.store.diagnostics()).toMatchObject({ events: 1, gaps: 0 });
      expect(await client.take()).toHaveLength(1);
    });

    it('[P12] takes what is said at the places of what was lost', async () => {
      const { client, server, ann, cut } = await setupRestored();
      const since = server.message(ann, general, 'said since');
      await cut();
      await client.page([since], 2);
      await client.receive(server.message(ann, general, 'live'));
      expect(await client.lines()).toEqual(['kept', 'said since', 'live', 'waiting']);
      expect(await client.store.diagnostics()).toMatchObject({ events: 3 });
    });

    it('[D8] a hole in what was said since is one', async () => {
      const { client, server, ann, cut } = await setupRestored();
      await cut();
      server.message(ann, general, 'missed');
      expect((await client.receive(server.message(ann, general, 'new'))).holes).toEqual([general]);
      expect(await client.lines()).toEqual(['kept', 'gap 2-2', 'new', 'waiting']);
    });

    it('[D4] receipts of the old one say nothing of the new one', async () => {
      const { client, server, me, ann, people, waiting } = await setupRestored();
      const room = directRoomOf(general, ann.personId);
      await client.store.applyReceipts({ delivered: [[ann.personId, 3]], read: [[general, ann.personId, 3]] });
      await client.store.applySnapshot(
        snapshotOf(server, { people, rooms: [{ room, members: [me, ann] }], cutSeq: 1 }),
      );
      await client.deliver();
      expect(await client.message(waiting.commandId)).toMatchObject({ delivery: 'sent' });
    });

    it('[P19] caps what was read by what there is', async () => {
      const { client, server, ann, cut } = await setupRestored();
      await cut();
      await client.receive(server.message(ann, general, 'new'));
      expect(await client.room()).toMatchObject({ unread: 1 });
    });

    it('[P12] a message that waits for its result finds it in the new epoch', async () => {
      const { client, cut, waiting } = await setupRestored();
      await cut();
      await client.deliver();
      expect(await client.message(waiting.commandId)).toMatchObject({ delivery: 'sent', itemNumber: 2 });
    });
  });

  it('what was read of a room that is left is found again', async () => {
    const { client, server, ann, me, snapshot, room } = await setupMember(backend);
    const other = roomOf(roomIdOf(2), ann.personId, { name: 'other' });
    await snapshot([
      { room, members: [ann, me] },
      { room: other, members: [ann, me] },
    ]);
    await client.receive(server.message(ann, other.roomId, 'hello'));
    await snapshot();
    expect(await client.room(other.roomId)).toMatchObject({ isMember: false, name: 'other' });
    for (const text of ['meanwhile', 'this']) server.message(ann, other.roomId, text);
    await snapshot([
      { room, members: [ann, me] },
      { room: other, members: [ann, me] },
    ]);
    expect(await client.lines(other.roomId)).toEqual(['hello', 'gap 2-3']);
  });

  it('[P6] of a room that a snapshot closed and that began again later, nothing that was read is missing', async () => {
    const { client, server, ann, me, snapshot, room } = await setupMember(backend);
    await client.receive(server.message(ann, general, 'hello'));
    await snapshot([]);
    server.message(ann, general, 'meanwhile');
    await client.receive(opened(server, { room, members: [ann, me], from: 3 }), server.message(ann, general, 'again'));
    const access = [
      { from: 1, to: 1 },
      { from: 3, to: null },
    ];
    await snapshot([{ room, members: [ann, me], access }]);
    expect(await client.lines()).toEqual(['hello', 'again']);
  });
}
