import { describe, expect, it } from 'vitest';
import { roomStream, serverStream } from '#shared/domain/stream.ts';
import { roomIdOf } from '#test/support/sample-ids.ts';
import { opened, roomOf } from '#test/main/storage/client/sample-room.ts';
import { general, setupMember, type ClientStoreBackend } from './client-store-setup.ts';

const stream = roomStream(general);

/** Holes are counted by their stream, and once more when nothing of them is missing any more (D8). */
export function clientStoreHolesContract(backend: ClientStoreBackend): void {
  async function setupHoles() {
    const setup = await setupMember(backend);
    const { client, server, ann } = setup;
    const holes = async () => (await client.store.diagnostics()).holes;
    const say = (text: string) => server.message(ann, general, text);
    return { ...setup, holes, say };
  }

  describe('the count of holes', () => {
    it('[D8] has one that a page filled among the mended, also after a restart', async () => {
      const { client, holes, say } = await setupHoles();
      const [one, two, three] = ['one', 'two', 'three'].map(say) as [
        ReturnType<typeof say>,
        ...ReturnType<typeof say>[],
      ];
      const found = await client.receive(three ?? '');
      expect(found.holeCounts).toEqual({ found: 1, mended: 0 });
      expect(await holes()).toEqual([{ stream, found: 1, mended: 0, open: 1 }]);
      const mended = await client.page([one, two ?? one], null);
      expect(mended.holeCounts).toEqual({ found: 1, mended: 1 });
      await client.restart();
      expect(await holes()).toEqual([{ stream, found: 1, mended: 1, open: 0 }]);
      expect((await client.store.load()).holeCounts).toEqual({ found: 1, mended: 1 });
    });

    it('[D8] has one that is filled in parts among the mended with the last of them, whichever way they come', async () => {
      const { client, holes, say } = await setupHoles();
      const [one, two, three] = ['one', 'two', 'three'].map(say);
      await client.receive(three ?? '');
      expect((await client.replay(two ?? '')).holeCounts).toBeNull();
      expect(await holes()).toEqual([{ stream, found: 1, mended: 0, open: 1 }]);
      expect((await client.replay(one ?? '')).holeCounts).toEqual({ found: 1, mended: 1 });
      expect(await holes()).toEqual([{ stream, found: 1, mended: 1, open: 0 }]);
    });

    it('[D8] tells two holes of one room apart', async () => {
      const { client, holes, say } = await setupHoles();
      const [, two, three, four] = ['one', 'two', 'three', 'four'].map(say);
      await client.receive(two ?? '', four ?? '');
      expect(await holes()).toEqual([{ stream, found: 2, mended: 0, open: 2 }]);
      if (three === undefined) throw new Error('it was said');
      await client.page([three], three.header.streamSeq - 1);
      expect(await holes()).toEqual([{ stream, found: 2, mended: 1, open: 1 }]);
    });

    it('[D8] is of each stream by itself', async () => {
      const { client, server, ann, me, holes, say } = await setupHoles();
      const room = roomOf(roomIdOf(2), ann.personId, { name: 'other' });
      await client.receive(opened(server, { room, members: [ann, me], asOf: 0 }));
      say('missed');
      server.message(ann, room.roomId, 'missed too');
      await client.receive(say('here'), server.message(ann, room.roomId, 'and there'));
      const open = new Map((await holes()).map((of) => [of.stream, of.open]));
      expect([open.size, open.get(stream), open.get(roomStream(room.roomId))]).toEqual([2, 1, 1]);
    });

    it('[D8, P7] has one in the stream of the server among the mended once a snapshot has come', async () => {
      const { client, server, ann, ben, snapshot, holes } = await setupHoles();
      await client.receive(server.admitted(ann, 'Ann'));
      server.admitted(ben, 'Benjamin');
      const rename = { stream: serverStream, kind: 'person.rename', body: { displayName: 'Anna' } };
      await client.receive(server.log(ann, rename));
      expect(await holes()).toEqual([{ stream: serverStream, found: 1, mended: 0, open: 1 }]);
      expect((await snapshot()).holeCounts).toEqual({ found: 1, mended: 1 });
      expect(await holes()).toEqual([{ stream: serverStream, found: 1, mended: 1, open: 0 }]);
    });

    it.each([
      ['and the room is still there', undefined],
      ['and the room with it', []],
    ])('[P6, H2] has none among the mended that the server lost, %s', async (_how, rooms) => {
      const { client, server, snapshot, holes, say } = await setupHoles();
      const [first] = ['first', 'missed', 'last'].map(say);
      await client.receive(first ?? '');
      await client.receive(say('later'));
      server.restore({ [stream]: 1 }, first?.header.seq ?? 0);
      await snapshot(rooms, first?.header.seq ?? 0);
      expect(await holes()).toEqual([{ stream, found: 1, mended: 0, open: 0 }]);
    });

    it('a history that a snapshot skipped is none', async () => {
      const { client, server, ann, snapshot, holes, say } = await setupHoles();
      const skipped = say('skipped');
      await snapshot();
      expect(await client.store.diagnostics()).toMatchObject({ gaps: 1 });
      await client.page([skipped], null);
      await client.receive(server.message(ann, general, 'goes on'));
      expect(await holes()).toEqual([]);
    });
  });

  describe('the figures of a database', () => {
    it('count its starts, and say how large it is and how far it reaches', async () => {
      const { client, say } = await setupHoles();
      await client.store.noteStart();
      const first = await client.store.diagnostics();
      await client.receive(say('hello'));
      await client.restart();
      await client.store.noteStart();
      const second = await client.store.diagnostics();
      expect([first.starts, second.starts, second.setAside, second.renewals]).toEqual([1, 2, 0, []]);
      expect(second.databaseBytes).toBeGreaterThan(4_096);
      expect(second.newestSeq).toBe((await client.store.load()).position?.seq);
    });
  });
}
