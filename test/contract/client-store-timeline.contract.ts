import { describe, expect, it } from 'vitest';
import { roomStream } from '#shared/domain/stream.ts';
import type { TimelineItem } from '#shared/ipc/chat-view.ts';
import type { StoreChanges } from '#main/storage/store-changes.ts';
import { commandIdOf, epochIdOf, roomIdOf } from '#test/support/sample-ids.ts';
import { roomOf } from '#test/main/storage/client/sample-room.ts';
import { general, lineOf, setupMember, type ClientStoreBackend, type TestClient } from './client-store-setup.ts';

const stream = roomStream(general);
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

export function clientStoreTimelineContract(backend: ClientStoreBackend): void {
  describe('a timeline', () => {
    it('[D5] is in the order of the log, whatever the clocks say and in whatever order things came', async () => {
      const { client, server, ann, ben } = await setupMember(backend);
      const said = [1, 2, 3].map((number) => {
        const body = { roomId: general, content: { type: 'text', text: `${number}` }, writtenAt: 1_000 - number };
        return server.log(number === 2 ? ben : ann, { stream, kind: 'message.send', body });
      });
      await client.receive(said[2] ?? '');
      await client.replay(said[0] ?? '', said[1] ?? '');
      expect(await client.lines()).toEqual(['1', '2', '3']);
    });

    it('[D5] puts a healed event where it first stood', async () => {
      const { client, server, ann } = await setupMember(backend);
      const [one, two] = [server.message(ann, general, 'one'), server.message(ann, general, 'two')];
      const body = { roomId: general, content: { type: 'text', text: 'healed' } };
      const origin = { epoch: 1, seq: one.header.seq };
      // Of two that stood at one place the command id decides.
      const commandId = commandIdOf(0);
      const healed = server.log(ann, { stream, kind: 'message.send', body, origin, commandId });
      const changes = await client.receive(one, two, healed);
      expect(changes.timeline[0]?.items.map(lineOf)).toEqual(['healed', 'one', 'two']);
      expect(await client.lines()).toEqual(['healed', 'one', 'two']);
      const returned = (await client.timeline()).map((item) => item.type !== 'gap' && item.isReturned);
      expect(returned).toEqual([true, false, false]);
    });

    it('shows what waits behind everything in the log, in the order it was queued', async () => {
      const { client, server, ann } = await setupMember(backend);
      await client.say('mine 1');
      await client.receive(server.message(ann, general, 'hers'));
      await client.say('mine 2');
      expect(await client.lines()).toEqual(['hers', 'mine 1', 'mine 2']);
    });

    it('gives each message and notice its data', async () => {
      const { client, server, ann, ben } = await setupMember(backend);
      const said = (kind: string, body: object) =>
        server.log(ann, { stream, kind, body: { roomId: general, ...body } });
      const message = server.message(ann, general, 'hello');
      await client.receive(
        message,
        said('room.invite', { personId: ben.personId }),
        said('room.rename', { name: ' New \u200bname ' }),
        said('room.setTopic', { topic: 'tea' }),
      );
      const [first, ...notices] = await client.timeline();
      const messageId = server.ids.objectId(ann.personId, message.commandId);
      expect(first).toEqual({
        type: 'message',
        key: messageId,
        messageId,
        commandId: message.commandId,
        author: ann.personId,
        place: first?.place,
        content: { type: 'text', text: 'hello' },
        writtenAt: 1_001,
        at: 2_001,
        itemNumber: 1,
        delivery: null,
        reach: null,
        failure: null,
        isForged: false,
        vouchedBy: null,
        isReturned: false,
      });
      expect(notices).toMatchObject([
        { type: 'notice', notice: 'room.invited', person: ann.personId, subject: ben.personId, text: null, at: 2_002 },
        { notice: 'room.renamed', subject: null, text: 'New name' },
        { notice: 'room.topicSet', text: 'tea' },
      ]);
    });

    it('[D5] is what the rows come to that were told, each at its place, whichever way and in whatever order', async () => {
      const { client, server, ann, me, snapshot } = await setupMember(backend);
      const screen = createScreen();
      const said = numbers(1, 8).map((number) => server.message(ann, general, `${number}`));
      screen.see(await snapshot());
      await expectSame(client, screen);
      // The gap stood at the end until this came.
      const [nine, ten] = [server.message(ann, general, '9'), server.message(ann, general, '10')];
      screen.see(await client.receive(nine));
      await expectSame(client, screen);
      screen.see((await client.say('mine 1')).changes, (await client.say('mine 2')).changes);
      screen.see(await client.receive(server.log(ann, { stream, kind: 'room.join', body: { roomId: general } })));
      await expectSame(client, screen);
      screen.see(await client.page(said.slice(3, 6), 4));
      await expectSame(client, screen);
      screen.see(await client.receive(server.message(ann, general, '12')));
      await expectSame(client, screen);
      const [sent] = await client.take();
      screen.see(await client.receive(server.accept(me, { frame: sent?.frame ?? '', stream }).accepted));
      screen.see(await client.page([ten], 10), await client.page(said.slice(6), 7), await client.page(said, null));
      await expectSame(client, screen);
      expect(screen.lines().at(-1)).toBe('mine 2');
    });

    it('two people cannot make one row by using one command id', async () => {
      const { client, server, ann, ben } = await setupMember(backend);
      const body = { roomId: general, content: { type: 'text', text: 'hello' } };
      const wording = { stream, kind: 'message.send', body, commandId: commandIdOf(77) };
      await client.receive(server.log(ann, wording), server.log(ben, wording));
      const keys = (await client.timeline()).map(({ key }) => key);
      expect(new Set(keys).size).toBe(2);
    });

    it('a room that is not known has none, and a cursor of somebody else opens none', async () => {
      const { client } = await setupMember(backend);
      const page = (roomId: typeof general, before: string | null) =>
        client.store.timelinePage({ roomId, before, maxItems: 10 });
      expect(await page(roomIdOf(99), null)).toEqual({ ok: false, error: { type: 'room_not_known' } });
      for (const cursor of ['', '{}', '{"type":"log"}', 'null']) {
        expect(await page(general, cursor)).toMatchObject({
          ok: false,
          error: { type: 'invalid_params', path: 'before' },
        });
      }
    });
  });

  describe('pages', () => {
    it.for([1, 2, 3, 7, 100])('of %i rows are the whole timeline when put together', async (maxItems) => {
      const { client, server, ann } = await setupMember(backend);
      const said = numbers(1, 14).map((number) => server.message(ann, general, `${number}`));
      await client.replay(...said.slice(5, 8));
      await client.receive(...said.slice(10));
      for (const text of ['a', 'b', 'c', 'd', 'e']) await client.say(text);
      const whole = await client.lines();
      expect(whole).toEqual([...['6', '7', '8', 'gap 9-10'], ...['11', '12', '13', '14', 'a', 'b', 'c', 'd', 'e']]);
      const pages = await pagesOf(client, maxItems);
      expect(pages.toReversed().flat()).toEqual(whole);
      expect(pages.slice(0, -1).every((page) => page.length === maxItems)).toBe(true);
    });

    it('end with null at the beginning, also when the last one is full', async () => {
      const { client, server, ann } = await setupMember(backend);
      await client.receive(server.message(ann, general, 'one'), server.message(ann, general, 'two'));
      expect(await client.store.timelinePage({ roomId: general, before: null, maxItems: 2 })).toMatchObject({
        value: { before: null },
      });
      expect(await pagesOf(client, 1)).toEqual([['two'], ['one']]);
    });

    it('go on where more waits than a page holds, and nothing is in the log yet', async () => {
      const { client } = await setupMember(backend);
      for (const text of ['a', 'b', 'c']) await client.say(text);
      expect(await pagesOf(client, 2)).toEqual([['b', 'c'], ['a']]);
    });

    it('go on from where they were when something came in between', async () => {
      const { client, server, ann } = await setupMember(backend);
      await client.receive(...numbers(1, 6).map((number) => server.message(ann, general, `${number}`)));
      const first = await client.store.timelinePage({ roomId: general, before: null, maxItems: 2 });
      await client.receive(server.message(ann, general, '7'));
      await client.say('mine');
      const before = first.ok ? first.value.before : null;
      const second = await client.store.timelinePage({ roomId: general, before, maxItems: 2 });
      expect(second.ok && second.value.items.map(lineOf)).toEqual(['3', '4']);
    });
  });

  describe('a page of history', () => {
    /** The newest event only, and gaps below it. */
    async function setupGap(count: number) {
      const setup = await setupMember(backend);
      const said = numbers(1, count).map((number) => setup.server.message(setup.ann, general, `${number}`));
      await setup.snapshot();
      return { ...setup, said };
    }

    it('[P8] fills the gap it covers, from the newer end', async () => {
      const { client, said } = await setupGap(10);
      expect(await client.store.nextGaps(10)).toEqual([{ roomId: general, from: 1, to: 10 }]);
      const changes = await client.page(said.slice(7), 8);
      expect(changes.timeline).toMatchObject([
        { isLive: false, items: [{ type: 'gap', from: 1, to: 7 }, { content: { text: '8' } }, {}, {}] },
      ]);
      expect(changes.timeline[0]?.removed).toEqual(['gap:1-10']);
      expect(await client.lines()).toEqual(['gap 1-7', '8', '9', '10']);
      await client.page(said.slice(0, 7), null);
      expect(await client.lines()).toEqual(numbers(1, 10).map(String));
      expect(await client.store.nextGaps(10)).toEqual([]);
    });

    it('[P8] splits a gap when it lies within it', async () => {
      const { client, said } = await setupGap(10);
      await client.page(said.slice(3, 5), 4);
      expect(await client.lines()).toEqual(['gap 1-3', '4', '5', 'gap 6-10']);
      expect(await client.store.nextGaps(10)).toEqual([
        { roomId: general, from: 6, to: 10 },
        { roomId: general, from: 1, to: 3 },
      ]);
    });

    it('[P8] what cannot be seen below it is no gap', async () => {
      const { client, said } = await setupGap(10);
      // 5 to 7 lie outside of what this person may see: the next page ends with 4.
      await client.page(said.slice(7), 5);
      expect(await client.lines()).toEqual(['gap 1-4', '8', '9', '10']);
      await client.page(said.slice(2, 4), null);
      expect(await client.lines()).toEqual(['3', '4', '8', '9', '10']);
    });

    it('[P8] an empty one ends the gap', async () => {
      const { client, server } = await setupGap(3);
      await client.store.applyHistory({ roomId: general, epoch: server.epoch, frames: [], from: 4, to: 3, next: null });
      expect(await client.lines()).toEqual([]);
      expect(await client.store.nextGaps(10)).toEqual([]);
    });

    it('[P12] of another epoch is ignored', async () => {
      const { client, server, said } = await setupGap(3);
      const epoch = { epoch: 1, epochId: epochIdOf(7) };
      const frames = said.map(({ frame }) => ({ text: frame, isSigned: true }));
      expect(server.epoch).not.toEqual(epoch);
      const changes = await client.store.applyHistory({ roomId: general, epoch, frames, from: 1, to: 3, next: null });
      expect(changes).toMatchObject({ timeline: [], rooms: [] });
      expect(await client.lines()).toEqual(['gap 1-3']);
    });

    it('[P8] of a room that is not known, or with events of another, is ignored', async () => {
      const { client, server, ann, said } = await setupGap(3);
      await client.page(said, null, roomIdOf(99));
      const stray = server.message(ann, roomIdOf(2), 'stray');
      await client.page([stray, ...said.slice(0, 1)], null);
      expect(await client.lines()).toEqual(['1', 'gap 2-3']);
      expect((await client.store.rooms()).map(({ roomId }) => roomId)).toEqual([general]);
      await client.page([stray], null, roomIdOf(2));
      expect(await client.store.diagnostics()).toMatchObject({ events: 1 });
    });

    it('[P8] changes nothing that was said since', async () => {
      const { client, server, ann, snapshot } = await setupMember(backend);
      const old = server.log(ann, { stream, kind: 'room.rename', body: { roomId: general, name: 'old' } });
      await snapshot([{ room: roomOf(general, ann.personId, { name: 'new' }), members: [ann] }]);
      await client.page([old], null);
      expect(await client.room()).toMatchObject({ name: 'new', isMember: false });
    });

    it('[D3] may bring an own message back whose result got lost', async () => {
      const { client, server, me, snapshot } = await setupMember(backend);
      const { commandId } = await client.say('hello');
      const [sent] = await client.take();
      const event = server.accept(me, { frame: sent?.frame ?? '', stream });
      await snapshot();
      expect(await client.lines()).toEqual(['gap 1-1', 'hello']);
      expect(await client.page([event], null)).toMatchObject({
        settled: [commandId],
        outbox: { waiting: 0, failed: 0 },
      });
      expect(await client.lines()).toEqual(['hello']);
      expect(await client.room()).toMatchObject({ unread: 0 });
    });

    it('[D3] shrinks when the result of an own message out of it comes again', async () => {
      const { client, server, ann, me, snapshot } = await setupMember(backend);
      await client.say('hello');
      const [sent] = await client.take();
      server.message(ann, general, 'hers');
      const event = server.accept(me, { frame: sent?.frame ?? '', stream });
      await snapshot();
      await client.receive(event.accepted);
      expect(await client.lines()).toEqual(['gap 1-1', 'hello']);
    });

    it('[D7] newer than anything that came live, it is news, and no hole later', async () => {
      const { client, server, ann } = await setupMember(backend);
      const [one, two] = [server.message(ann, general, '1'), server.message(ann, general, '2')];
      const three = server.log(ann, { stream, kind: 'room.rename', body: { roomId: general, name: '3' } });
      expect((await client.page([two, three], 2)).timeline).toMatchObject([{ isLive: true }]);
      expect(await client.room()).toMatchObject({ name: 'general' });
      expect((await client.receive(one)).rooms).toMatchObject([{ name: '3' }]);
      expect((await client.receive(two, three)).holes).toEqual([]);
      expect(await client.lines()).toEqual(['1', '2', 'room.renamed 3']);
      expect(await client.store.diagnostics()).toMatchObject({ holes: [], gaps: 0, events: 3 });
    });
  });

  describe('the next gaps', () => {
    it('are holes first, then the newest page of each room, the busiest first, then what is older', async () => {
      const { client, server, ann, me, snapshot, room } = await setupMember(backend);
      const [calm, busy, unseen] = [roomIdOf(2), roomIdOf(3), roomIdOf(4)];
      const rooms = [room, ...[calm, busy, unseen].map((roomId) => roomOf(roomId, ann.personId))];
      const say = (roomId: typeof general) => server.message(ann, roomId, 'hello');
      const said = new Map(rooms.map(({ roomId }) => [roomId, [say(roomId), say(roomId), say(roomId)]]));
      await snapshot(rooms.map((one) => ({ room: one, members: [ann, me] })));
      const gap = (roomId: typeof general, from: number, to: number) => ({ roomId, from, to });
      expect(await client.store.nextGaps(2)).toHaveLength(2);
      expect(await client.store.nextGaps(10, calm)).toEqual([gap(calm, 1, 3)]);
      for (const roomId of [busy, calm, general]) await client.page((said.get(roomId) ?? []).slice(2), 3, roomId);
      await client.receive(say(busy));
      const older = [gap(busy, 1, 2), gap(calm, 1, 2), gap(general, 1, 2)];
      expect(await client.store.nextGaps(10)).toEqual([gap(unseen, 1, 3), ...older]);
      say(general);
      await client.receive(say(general));
      expect((await client.store.nextGaps(10))[0]).toEqual(gap(general, 4, 4));
    });
  });
}

/** A screen that knows nothing but what it was told. */
function createScreen() {
  const rows = new Map<string, TimelineItem>();
  const inOrder = () => [...rows.values()].toSorted((one, other) => (one.place < other.place ? -1 : 1));
  return {
    see: (...told: readonly StoreChanges[]): void => {
      for (const { items, removed } of told.flatMap(({ timeline }) => timeline)) {
        for (const item of items) rows.set(item.key, item);
        for (const key of removed) rows.delete(key);
      }
    },
    lines: () => inOrder().map(lineOf),
    inOrder,
  };
}

async function expectSame(client: TestClient, screen: ReturnType<typeof createScreen>): Promise<void> {
  expect(screen.inOrder()).toEqual(await client.timeline());
}

async function pagesOf(client: TestClient, maxItems: number): Promise<string[][]> {
  const pages: string[][] = [];
  let before: string | null = null;
  do {
    const page = await client.store.timelinePage({ roomId: general, before, maxItems });
    if (!page.ok) throw new Error(page.error.type);
    pages.push(page.value.items.map(lineOf));
    before = page.value.before;
  } while (before !== null && pages.length < 1_000);
  return pages;
}
