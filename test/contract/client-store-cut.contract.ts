import { describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import { roomStream, serverStream } from '#shared/domain/stream.ts';
import { roomIdOf } from '#test/support/sample-ids.ts';
import { directRoomOf, opened, roomOf } from '#test/main/storage/client/sample-room.ts';
import { general, setupMember, type ClientStoreBackend } from './client-store-setup.ts';

const stream = roomStream(general);

/** A server that lost what it had acknowledged: its log is shorter than what is held here, and in a new epoch. */
export function clientStoreCutContract(backend: ClientStoreBackend): void {
  describe('behind a cut', () => {
    /** Five messages, all read, of which the server lost the last three. */
    async function setupLoser() {
      const setup = await setupMember(backend);
      const { client, server, ann, snapshot } = setup;
      const said = ['kept 1', 'kept 2', 'lost 3', 'lost 4', 'lost 5'].map((text) => server.message(ann, general, text));
      await client.receive(...said);
      await client.store.moveMarker({ roomId: general, readUpTo: 'everything' });
      server.restore({ [stream]: 2 }, 2);
      return { ...setup, said, cut: () => snapshot(undefined, 2) };
    }

    it('[H2] what was lost goes off the screen, and what is said from then on is there', async () => {
      const { client, server, ann, cut } = await setupLoser();
      const changes = await cut();
      expect(changes.timeline.flatMap(({ removed }) => removed)).toHaveLength(3);
      expect(await client.store.diagnostics()).toMatchObject({ events: 2, gaps: 0 });
      await client.receive(server.message(ann, general, 'since'));
      expect(await client.lines()).toEqual(['kept 1', 'kept 2', 'since']);
      expect(await client.room()).toMatchObject({ unread: 1 });
    });

    it('[H2] what was lost is kept beside, to be given back in every later epoch', async () => {
      const { client, said, cut, server } = await setupLoser();
      await cut();
      await client.restart();
      const from = { type: 'aside', epochId: server.epoch.epochId } as const;
      const aside = await client.store.pieces({ from, afterPlace: 0, max: 9 });
      expect(aside.map(({ frame }) => frame)).toEqual(said.slice(2).map(({ frame }) => frame));
    });

    it('[H7] that something was lost is to be told, and is not where the server is in the same life as before', async () => {
      const { client, cut } = await setupLoser();
      await cut();
      expect(await client.store.load()).toMatchObject({ isHealingUntold: true });
      const other = await setupMember(backend);
      await other.snapshot(undefined, 1);
      expect(await other.client.store.load()).toMatchObject({ isHealingUntold: false });
    });

    it('[D8] what is said from then on shows a hole', async () => {
      const { client, server, ann, cut } = await setupLoser();
      await cut();
      server.message(ann, general, 'missed');
      expect((await client.receive(server.message(ann, general, 'since'))).holes).toEqual([general]);
    });

    it('[H2] only what stands beyond it is asked for, and takes the place of what was lost', async () => {
      const { client, server, ann, cut } = await setupLoser();
      const since = ['new 3', 'new 4', 'new 5', 'new 6'].map((text) => server.message(ann, general, text));
      await cut();
      expect(await client.store.nextGaps(9)).toEqual([{ roomId: general, from: 3, to: 6 }]);
      const changes = await client.page(since.slice(1), 4);
      expect(changes.timeline.flatMap(({ removed }) => removed)).toContain('gap:3-6');
      expect(await client.store.nextGaps(9)).toEqual([{ roomId: general, from: 3, to: 3 }]);
      await client.restart();
      await client.page(since.slice(0, 1), 3);
      expect(await client.lines()).toEqual(['kept 1', 'kept 2', 'new 3', 'new 4', 'new 5', 'new 6']);
      expect(await client.room()).toMatchObject({ unread: 4 });
    });

    it('[H2] a gap that reached beyond it ends there', async () => {
      const { client, server, ann, snapshot } = await setupMember(backend);
      await client.receive(server.message(ann, general, '1'));
      for (const number of [2, 3, 4]) server.message(ann, general, `${number}`);
      await snapshot();
      await client.receive(server.message(ann, general, '5'), server.message(ann, general, '6'));
      server.restore({ [stream]: 5 }, 5);
      await snapshot(undefined, 5);
      expect(await client.lines()).toEqual(['1', 'gap 2-4', '5']);
      server.restore({ [stream]: 3 }, 3);
      await snapshot(undefined, 1);
      expect(await client.lines()).toEqual(['1', 'gap 2-3']);
    });

    it('[H2] nothing beyond it is asked for in a room that the server does not list any more', async () => {
      const { client, server, ann, snapshot } = await setupMember(backend);
      await client.receive(server.message(ann, general, '1'));
      for (const number of [2, 3]) server.message(ann, general, `${number}`);
      await snapshot();
      await client.receive(server.message(ann, general, '4'));
      expect(await client.lines()).toEqual(['1', 'gap 2-3', '4']);
      server.restore({ [stream]: 1 }, 1);
      await snapshot([], 1);
      expect(await client.lines()).toEqual(['1']);
      expect(await client.store.diagnostics()).toMatchObject({ gaps: 0 });
    });

    it('[H2, H3] a room that the server tells of only later is as it says, with less in it than was held', async () => {
      const { client, server, ann, me, room, snapshot } = await setupLoser();
      await snapshot([], 2);
      expect(await client.room()).toMatchObject({ isMember: false });
      await client.receive(
        opened(server, { room: { ...room, name: 'renamed' }, members: [ann, me] }),
        server.message(ann, general, 'since'),
      );
      expect(await client.room()).toMatchObject({ isMember: true, name: 'renamed' });
    });

    it('[H2] every room ends at the same place in the log', async () => {
      const { client, server, ann, me, room, snapshot } = await setupMember(backend);
      const other = roomOf(roomIdOf(2), ann.personId, { name: 'other' });
      const rooms = [room, other].map((one) => ({ room: one, members: [ann, me] }));
      await snapshot(rooms);
      await client.receive(server.message(ann, other.roomId, 'other 1'), server.message(ann, general, 'general 1'));
      await client.receive(server.message(ann, other.roomId, 'lost'), server.message(ann, general, 'lost too'));
      server.restore({ [roomStream(other.roomId)]: 1, [stream]: 1 }, 2);
      await snapshot(rooms, 2);
      expect(await client.store.diagnostics()).toMatchObject({ events: 2, gaps: 0 });
      expect([await client.lines(), await client.lines(other.roomId)]).toEqual([['general 1'], ['other 1']]);
    });

    it('[H2] two losses leave nothing of either', async () => {
      const { client, server, ann, cut } = await setupLoser();
      for (const text of ['new 3', 'new 4']) server.message(ann, general, text);
      await cut();
      await client.receive(server.message(ann, general, 'new 5'));
      server.restore({ [stream]: 2 }, 2);
      const second = ['newer 3', 'newer 4', 'newer 5'].map((text) => server.message(ann, general, text));
      await cut();
      expect(await client.lines()).toEqual(['kept 1', 'kept 2', 'gap 3-5']);
      await client.page(second, 3);
      expect(await client.lines()).toEqual(['kept 1', 'kept 2', 'newer 3', 'newer 4', 'newer 5']);
    });

    it('[I7] what waits is kept, and begins in a new outbox', async () => {
      const { client, cut } = await setupLoser();
      await client.say('waiting');
      const [sent] = await client.take();
      const before = await client.store.load();
      await cut();
      const [again] = await client.take();
      expect(again).toMatchObject({ commandId: sent?.commandId, number: 1 });
      expect((await client.store.load()).outboxId).not.toBe(before.outboxId);
      expect(again?.frame).not.toBe(sent?.frame);
    });

    it('[P19] what was read is capped by what there is', async () => {
      const { client, server, ann, cut } = await setupLoser();
      await cut();
      expect(await client.room()).toMatchObject({ unread: 0 });
      await client.receive(server.message(ann, general, 'since 3'), server.message(ann, general, 'since 4'));
      expect(await client.room()).toMatchObject({ unread: 2 });
    });

    it('[H5] a message that was lost and comes again is there once, at the place of its origin', async () => {
      const { client, server, ann, said, cut } = await setupLoser();
      await cut();
      await client.receive(server.message(ann, general, 'since'));
      await client.receive(server.heal(ann, present(said[3], 'four were said')));
      expect(await client.lines()).toEqual(['kept 1', 'kept 2', 'lost 4', 'since']);
    });

    it('[D9] a log that went back within its epoch is found out by what it says live', async () => {
      const { client, server, ann } = await setupMember(backend);
      await client.receive(...['kept', 'lost 2', 'lost 3'].map((text) => server.message(ann, general, text)));
      server.goBack({ [stream]: 1 }, 1);
      const changes = await client.receive(server.message(ann, general, 'new 2'));
      expect(changes.isResyncNeeded).toBe(true);
      expect(await client.store.load()).toMatchObject({ isResyncNeeded: true });
      expect(await client.lines()).toEqual(['kept', 'new 2', 'lost 3']);
    });

    it('[D9] people are called what the server calls them now, whatever comes after', async () => {
      const { client, server, ann, ben, people, snapshot } = await setupMember(backend);
      const rename = (displayName: string) =>
        server.log(ann, { stream: serverStream, kind: 'person.rename', body: { displayName } });
      await client.receive(rename('Lost 1'), rename('Lost 2'));
      server.restore({ [serverStream]: 0 }, 0);
      await snapshot(undefined, 0);
      await client.receive(server.admitted(ben, 'Ben'));
      const names = (await client.store.people()).map(({ displayName }) => displayName);
      expect(names.toSorted()).toEqual(people.map(([, displayName]) => displayName).toSorted());
    });

    it('[D9] a direct room that was lost whole begins anew', async () => {
      const { client, server, ann, me, room, snapshot } = await setupLoser();
      await snapshot(undefined, 2);
      const direct = directRoomOf(roomIdOf(3), ann.personId);
      const rooms = [room, direct].map((one) => ({ room: one, members: [ann, me] }));
      await snapshot(rooms);
      await client.receive(...['lost 1', 'lost 2', 'lost 3'].map((text) => server.message(ann, direct.roomId, text)));
      server.restore({ [roomStream(direct.roomId)]: 0 }, 2);
      await snapshot(undefined, 2);
      expect(await client.lines(direct.roomId)).toEqual([]);
      await client.receive(
        opened(server, { room: direct, members: [ann, me] }),
        server.message(ann, direct.roomId, 'new 1'),
      );
      server.message(ann, direct.roomId, 'missed');
      await client.receive(server.message(ann, direct.roomId, 'new 3'));
      expect(await client.lines(direct.roomId)).toEqual(['new 1', 'gap 2-2', 'new 3']);
    });
  });

  it('[D9] a device is ahead where a result came without the position that covers it', async () => {
    const { client, server, me, ann } = await setupMember(backend);
    await client.say('mine');
    const [sent] = await client.take();
    const before = server.position();
    const { accepted } = server.accept(me, { frame: sent?.frame ?? '', stream });
    const batch = { epoch: server.epoch, frames: [{ text: accepted, isSigned: true }], source: 'live' } as const;
    await client.store.applyFrames({ ...batch, position: before });
    expect(await client.store.load()).toMatchObject({ aheadSeq: expect.any(Number) as number, position: before });
    await client.receive(server.message(ann, general, 'next'));
    expect(await client.store.load()).toMatchObject({ aheadSeq: null, position: server.position() });
  });

  it('[D9] a device is ahead where a room was opened to it, and the event that opens it has not come', async () => {
    const { client, server, me, ann } = await setupMember(backend);
    await client.receive(server.message(ann, general, 'before'));
    const before = server.position();
    const room = roomOf(roomIdOf(7), ann.personId);
    const text = opened(server, { room, members: [ann, me] });
    const batch = { epoch: server.epoch, frames: [{ text, isSigned: true }], source: 'live' } as const;
    await client.store.applyFrames({ ...batch, position: null });
    expect(await client.store.load()).toMatchObject({ aheadSeq: expect.any(Number) as number, position: before });
  });

  it('[P7] what a device holds is in no doubt where it is only far behind', async () => {
    const { client, server, ann, snapshot } = await setupMember(backend);
    await client.receive(server.message(ann, general, 'held'));
    server.message(ann, general, 'skipped');
    await snapshot();
    expect(await client.store.nextGaps(9)).toEqual([{ roomId: general, from: 2, to: 2 }]);
  });
}
