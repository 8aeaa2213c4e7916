import { describe, expect, it } from 'vitest';
import { roomStream, serverStream } from '#shared/domain/stream.ts';
import { roomIdOf } from '#test/support/sample-ids.ts';
import { directRoomOf, opened, roomOf } from '#test/main/storage/client/sample-room.ts';
import { general, setupMember, type ClientStoreBackend } from './client-store-setup.ts';

const stream = roomStream(general);

/** An older copy of the server's database was restored: the log is shorter, and its epoch the same as before. */
export function clientStoreRollbackContract(backend: ClientStoreBackend): void {
  describe('a server that went back within its epoch', () => {
    /** Five messages, all read, of which the server lost the last three. */
    async function setupLoser() {
      const setup = await setupMember(backend);
      const { client, server, ann, snapshot } = setup;
      const said = ['kept 1', 'kept 2', 'lost 3', 'lost 4', 'lost 5'].map((text) => server.message(ann, general, text));
      await client.receive(...said);
      await client.store.moveMarker({ roomId: general, readUpTo: 'everything' });
      server.goBack({ [stream]: 2 }, 2);
      return { ...setup, said, resync: () => snapshot(undefined, 'position_unknown') };
    }

    it('[D9] takes what it lost off the screen, and what is said from then on is there', async () => {
      const { client, server, ann, said, resync } = await setupLoser();
      const changes = await resync();
      expect(changes.timeline.flatMap(({ removed }) => removed)).toHaveLength(3);
      expect(await client.store.diagnostics()).toMatchObject({ events: 2 });
      await client.page(said.slice(0, 2), null);
      await client.receive(server.message(ann, general, 'since'));
      expect(await client.lines()).toEqual(['kept 1', 'kept 2', 'since']);
      expect(await client.room()).toMatchObject({ unread: 1 });
    });

    it('[D8] shows a hole in what is said from then on', async () => {
      const { client, server, ann, resync } = await setupLoser();
      await resync();
      server.message(ann, general, 'missed');
      expect((await client.receive(server.message(ann, general, 'since'))).holes).toEqual([general]);
    });

    it('[D9] is asked again for all that is in doubt, and what it says takes the place of what was lost', async () => {
      const { client, server, ann, resync } = await setupLoser();
      const since = ['new 3', 'new 4', 'new 5', 'new 6'].map((text) => server.message(ann, general, text));
      await resync();
      expect(await client.store.nextGaps(9)).toEqual([{ roomId: general, from: 1, to: 6 }]);
      const changes = await client.page(since.slice(1), 4);
      expect(changes.timeline.flatMap(({ removed }) => removed)).toContain('gap:1-6');
      expect(await client.store.nextGaps(9)).toEqual([{ roomId: general, from: 1, to: 3 }]);
      await client.restart();
      await client.page(since.slice(0, 1), 3);
      expect((await client.lines()).filter((line) => !line.startsWith('gap'))).toEqual([
        ...['kept 1', 'kept 2', 'new 3', 'new 4', 'new 5', 'new 6'],
      ]);
      expect(await client.room()).toMatchObject({ unread: 4 });
    });

    it('[D9] is believed from the newest event on that both hold, in every room', async () => {
      const { client, server, ann, me, said, room, snapshot } = await setupLoser();
      const other = roomOf(roomIdOf(2), ann.personId, { name: 'other' });
      await snapshot([
        { room, members: [ann, me] },
        { room: other, members: [ann, me] },
      ]);
      const before = server.message(ann, other.roomId, 'other 1');
      const after = server.message(ann, general, 'new 3');
      const lost = server.message(ann, other.roomId, 'other lost');
      await client.receive(before, after, lost);
      server.goBack({ [roomStream(other.roomId)]: 1 }, 4);
      await snapshot(
        [
          { room, members: [ann, me] },
          { room: other, members: [ann, me] },
        ],
        'position_unknown',
      );
      expect(await client.store.diagnostics()).toMatchObject({ gaps: 2 });
      await client.page([...said.slice(0, 2), after], null);
      expect(await client.store.diagnostics()).toMatchObject({ gaps: 0 });
      expect(await client.lines()).toEqual(['kept 1', 'kept 2', 'new 3']);
      expect(await client.lines(other.roomId)).toEqual(['other 1']);
    });

    it('[D9] twice leaves nothing of either loss', async () => {
      const { client, server, ann, resync } = await setupLoser();
      const first = ['new 3', 'new 4'].map((text) => server.message(ann, general, text));
      await resync();
      await client.receive(server.message(ann, general, 'new 5'));
      server.goBack({ [stream]: 2 }, 2);
      const second = ['newer 3', 'newer 4', 'newer 5'].map((text) => server.message(ann, general, text));
      await resync();
      expect(await client.lines()).toEqual(['new 5', 'gap 1-5']);
      await client.page(second, 3);
      expect(await client.lines()).toEqual(['gap 1-2', 'newer 3', 'newer 4', 'newer 5']);
      expect(first).toHaveLength(2);
    });

    it('[I7] keeps what waits', async () => {
      const { client, resync } = await setupLoser();
      await client.say('waiting');
      const sent = await client.take();
      await resync();
      expect(await client.take()).toEqual(sent);
    });

    it('[D9] a message that it lost and that comes again is there once', async () => {
      const { client, server, ann, said, resync } = await setupLoser();
      await resync();
      const [, , , lost] = said;
      if (lost === undefined) throw new Error('four were said');
      const { command, signature } = JSON.parse(lost.frame) as Record<'command' | 'signature', unknown>;
      const again = server.accept(ann, {
        ...{ frame: JSON.stringify({ type: 'command', command, signature }), stream },
      });
      await client.receive(again);
      expect((await client.lines()).filter((line) => line === 'lost 4')).toHaveLength(1);
    });

    it('[D9] and that knows an older position of this device is found out by what it says live', async () => {
      const { client, server, ann } = await setupLoser();
      const changes = await client.receive(server.message(ann, general, 'new 3'));
      expect(changes.isResyncNeeded).toBe(true);
      expect(await client.store.load()).toMatchObject({ position: null });
      expect(await client.lines()).toEqual(['kept 1', 'kept 2', 'new 3', 'lost 4', 'lost 5']);
    });

    it('[D9] calls people what it calls them now, whatever comes after', async () => {
      const { client, server, ann, ben, resync, people } = await setupLoser();
      const rename = (displayName: string) =>
        server.log(ann, { stream: serverStream, kind: 'person.rename', body: { displayName } });
      await client.receive(rename('Lost 1'), rename('Lost 2'));
      server.goBack({ [serverStream]: 0 }, 2);
      await resync();
      await client.receive(server.admitted(ben, 'Ben'));
      const names = (await client.store.people()).map(({ displayName }) => displayName);
      expect(names.toSorted()).toEqual(people.map(([, displayName]) => displayName).toSorted());
    });

    it('[D9] is asked for a snapshot where a result came without the position that covers it', async () => {
      const { client, server, me, ann } = await setupMember(backend);
      await client.say('mine');
      const [sent] = await client.take();
      const before = server.position();
      const { accepted } = server.accept(me, { frame: sent?.frame ?? '', stream });
      const batch = { epoch: server.epoch, frames: [{ text: accepted, isSigned: true }], source: 'live' } as const;
      await client.store.applyFrames({ ...batch, position: before });
      expect(await client.store.load()).toMatchObject({ position: null });
      await client.receive(server.message(ann, general, 'next'));
      expect(await client.store.load()).toMatchObject({ position: server.position() });
    });

    it('[D9] lost a direct room whole, which begins anew', async () => {
      const { client, server, ann, me, room, snapshot } = await setupLoser();
      const direct = directRoomOf(roomIdOf(3), ann.personId);
      const rooms = [
        { room, members: [ann, me] },
        { room: direct, members: [ann, me] },
      ];
      await snapshot(rooms);
      const lost = ['lost 1', 'lost 2', 'lost 3'].map((text) => server.message(ann, direct.roomId, text));
      await client.receive(...lost);
      server.goBack({ [roomStream(direct.roomId)]: 0 }, 2);
      await snapshot(undefined, 'position_unknown');
      expect(await client.lines(direct.roomId)).toEqual([]);
      const frames = [
        opened(server, { room: direct, members: [ann, me] }),
        server.message(ann, direct.roomId, 'new 1'),
      ];
      await client.receive(...frames);
      server.message(ann, direct.roomId, 'missed');
      await client.receive(server.message(ann, direct.roomId, 'new 3'));
      expect(await client.lines(direct.roomId)).toEqual(['new 1', 'gap 2-2', 'new 3']);
    });
  });

  it('[P7] what a device holds is in no doubt where it is only far behind', async () => {
    const { client, server, ann, snapshot } = await setupMember(backend);
    await client.receive(server.message(ann, general, 'held'));
    server.message(ann, general, 'skipped');
    await snapshot(undefined, 'far_behind');
    expect(await client.store.nextGaps(9)).toEqual([{ roomId: general, from: 2, to: 2 }]);
  });
}
