import { describe, expect, it } from 'vitest';
import { roomStream, serverStream } from '#shared/domain/stream.ts';
import { commandIdOf, epochIdOf, roomIdOf } from '#test/support/sample-ids.ts';
import { opened, roomOf } from '#test/main/storage/client/sample-room.ts';
import { general, setupMember, setupNewcomer, type ClientStoreBackend } from './client-store-setup.ts';

const stream = roomStream(general);

export function clientStoreInboxContract(backend: ClientStoreBackend): void {
  describe('what arrives', () => {
    it('[D6] events and the position that covers them are committed together', async () => {
      const { client, server, ann } = await setupMember(backend);
      const event = server.message(ann, general, 'hello');
      const changes = await client.receive(event);
      expect(changes).toMatchObject({
        timeline: [{ roomId: general, isLive: true, removed: [], items: [{ content: { text: 'hello' } }] }],
        rooms: [{ roomId: general, unread: 1, lastAt: event.header.at }],
      });
      await client.restart();
      expect((await client.store.load()).position).toEqual(server.position());
      expect(await client.lines()).toEqual(['hello']);
    });

    it('[D9] without the position that covers it puts the device ahead of what it can show', async () => {
      const { client, server, ann } = await setupMember(backend);
      const frames = [{ text: server.message(ann, general, 'hello').frame, isSigned: true }];
      const before = server.position();
      const { position } = await client.store.load();
      await client.store.applyFrames({ epoch: server.epoch, frames, position: null, source: 'live' });
      expect(await client.store.load()).toMatchObject({ position, aheadSeq: expect.any(Number) as number });
      expect(position?.seq).toBeLessThan(before.seq);
      expect(await client.lines()).toEqual(['hello']);
    });

    it('[D7] before the first snapshot a position is not kept: there is nothing to go on from', async () => {
      const { client, server, ann } = await setupNewcomer(backend);
      await client.receive(server.admitted(ann, 'Ann'));
      expect(await client.store.load()).toMatchObject({ position: null, epoch: null });
    });

    it('[D3] an event that is held already changes nothing', async () => {
      const { client, server, ann } = await setupMember(backend);
      const events = [server.message(ann, general, 'one'), server.message(ann, general, 'two')];
      await client.receive(...events);
      expect(await client.replay(...events)).toMatchObject({ timeline: [], rooms: [], holes: [] });
      expect(await client.lines()).toEqual(['one', 'two']);
      expect(await client.store.diagnostics()).toMatchObject({ holes: [], gaps: 0, events: 2 });
    });

    it('[D9] what comes last at a place in a stream is what the server has', async () => {
      const { client, server, ann } = await setupMember(backend);
      await client.receive(server.message(ann, general, 'one'));
      const other = JSON.parse(server.message(ann, general, 'other').frame) as { header: object };
      await client.receive(JSON.stringify({ ...other, header: { ...other.header, streamSeq: 1 } }));
      expect(await client.lines()).toEqual(['other']);
    });

    it('[I2] one command of a person is one event, wherever else the server says it stands', async () => {
      const { client, server, ann } = await setupMember(backend);
      const body = { roomId: general, content: { type: 'text', text: 'once' } };
      const wording = { stream, kind: 'message.send', body, commandId: commandIdOf(77) };
      await client.receive(server.log(ann, wording), server.log(ann, wording), server.message(ann, general, 'after'));
      expect(await client.lines()).toEqual(['once', 'after']);
      expect(await client.store.diagnostics()).toMatchObject({ holes: [], gaps: 0, events: 2 });
    });

    it('[D3] nobody else settles an own command by using its id', async () => {
      const { client, server, ann } = await setupMember(backend);
      const { commandId } = await client.say('mine');
      const body = { roomId: general, content: { type: 'text', text: 'hers' } };
      const changes = await client.receive(server.log(ann, { stream, kind: 'message.send', body, commandId }));
      expect(changes.settled).toEqual([]);
      expect(await client.lines()).toEqual(['hers', 'mine']);
      expect(await client.take()).toHaveLength(1);
    });

    it('frames that are none of these, or none at all, are passed over', async () => {
      const { client, server, ann } = await setupMember(backend);
      await client.receive('{"type":"bye"}', 'not JSON', server.message(ann, general, 'hello'));
      expect(await client.lines()).toEqual(['hello']);
    });

    it('[P11] what its author did not sign is shown, and marked', async () => {
      const { client, server, ann } = await setupMember(backend);
      const { frame, commandId } = server.message(ann, general, 'hello');
      const frames = [{ text: frame, isSigned: false }];
      const { epoch } = server;
      const changes = await client.store.applyFrames({ epoch, frames, position: null, source: 'live' });
      expect(changes.timeline[0]?.items).toMatchObject([{ isForged: true }]);
      expect(await client.message(commandId)).toMatchObject({ isForged: true, delivery: null });
    });

    it('[P11] a removal that nobody signed is shown, and marked', async () => {
      const { client, server, ann, ben } = await setupMember(backend);
      const removal = () =>
        server.log(ann, { stream, kind: 'room.removeMember', body: { roomId: general, personId: ben.personId } });
      const frames = [false, true].map((isSigned) => ({ text: removal().frame, isSigned }));
      await client.store.applyFrames({ epoch: server.epoch, frames, position: null, source: 'live' });
      expect(await client.timeline()).toMatchObject([
        { notice: 'room.memberRemoved', subject: ben.personId, isForged: true },
        { notice: 'room.memberRemoved', subject: ben.personId, isForged: false },
      ]);
    });

    it('[P11] what its author signed takes the place of what was not signed, and of nothing else', async () => {
      const { client, server, ann } = await setupMember(backend);
      const event = server.message(ann, general, 'true');
      const apply = (text: string, isSigned: boolean) =>
        client.store.applyFrames({
          epoch: server.epoch,
          frames: [{ text, isSigned }],
          position: null,
          source: 'replay',
        });
      await apply(event.frame.replace('true', 'false'), false);
      expect(await client.message(event.commandId)).toMatchObject({ content: { text: 'false' }, isForged: true });
      const changes = await apply(event.frame, true);
      expect(changes.timeline[0]?.items).toMatchObject([{ content: { text: 'true' }, isForged: false }]);
      expect(await client.message(event.commandId)).toMatchObject({ content: { text: 'true' }, isForged: false });
      const other = server.message(ann, general, 'other');
      const header = { ...other.header, streamSeq: event.header.streamSeq };
      await apply(JSON.stringify({ ...(JSON.parse(other.frame) as object), header, mac: event.mac }), true);
      expect(await client.lines()).toEqual(['true']);
    });

    it('[P12] events of another epoch than the snapshot wait for its snapshot; results count at once', async () => {
      const { client, server, me, ann } = await setupMember(backend);
      const { position } = await client.store.load();
      const { commandId } = await client.say('mine');
      const [sent] = await client.take();
      server.epoch = { epoch: 2, epochId: epochIdOf(2) };
      const hers = server.message(ann, general, 'hers');
      const mine = server.accept(me, { frame: sent?.frame ?? '', stream });
      expect((await client.receive(hers, mine.accepted)).settled).toEqual([commandId]);
      expect(await client.lines()).toEqual(['mine']);
      expect((await client.store.load()).position).toEqual(position);
    });
  });

  describe('a hole', () => {
    it('[D8] is a gap, committed with the position, told and counted', async () => {
      const { client, server, ann } = await setupMember(backend);
      const [, two, three, four] = ['one', 'two', 'three', 'four'].map((text) => server.message(ann, general, text));
      const changes = await client.receive(four ?? '');
      expect(changes).toMatchObject({ holes: [general], isResyncNeeded: false });
      await client.restart();
      expect(await client.lines()).toEqual(['gap 1-3', 'four']);
      expect(await client.store.nextGaps(10)).toEqual([{ roomId: general, from: 1, to: 3 }]);
      expect(await client.store.diagnostics()).toMatchObject({
        holes: [{ stream, found: 1, mended: 0, open: 1 }],
        gaps: 1,
      });
      expect((await client.store.load()).position).toEqual(server.position());
      await client.replay(two ?? '');
      expect(await client.lines()).toEqual(['gap 1-1', 'two', 'gap 3-3', 'four']);
      await client.replay(three ?? '');
      expect(await client.lines()).toEqual(['gap 1-1', 'two', 'three', 'four']);
    });

    it('[P7] stops its stream: what comes after is shown, and applied once the hole is filled', async () => {
      const { client, server, ann } = await setupMember(backend);
      const rename = (name: string) =>
        server.log(ann, { stream, kind: 'room.rename', body: { roomId: general, name } });
      const [first, second, third] = [rename('first'), rename('second'), rename('third')];
      await client.receive(second, third);
      expect(await client.lines()).toEqual(['gap 1-1', 'room.renamed second', 'room.renamed third']);
      expect(await client.room()).toMatchObject({ name: 'general' });
      const changes = await client.page([first], null);
      expect(changes.rooms).toMatchObject([{ name: 'third' }]);
      expect(await client.room()).toMatchObject({ name: 'third' });
    });

    it('[P7] stops no other stream', async () => {
      const { client, server, ann, me } = await setupMember(backend);
      const room = roomOf(roomIdOf(2), ann.personId, { name: 'other' });
      await client.receive(opened(server, { room, members: [ann, me], asOf: 0 }));
      server.message(ann, general, 'missed');
      const rename = { kind: 'room.rename', body: { roomId: room.roomId, name: 'renamed' } };
      await client.receive(
        server.message(ann, general, 'hello'),
        server.log(ann, { ...rename, stream: roomStream(room.roomId) }),
      );
      expect(await client.room(room.roomId)).toMatchObject({ name: 'renamed' });
    });

    it('[P7] a replay has none: what it leaves out cannot be seen', async () => {
      const { client, server, ann } = await setupMember(backend);
      server.message(ann, general, 'unseen');
      const rename = { stream, kind: 'room.rename', body: { roomId: general, name: 'renamed' } };
      expect((await client.replay(server.log(ann, rename))).holes).toEqual([]);
      expect(await client.lines()).toEqual(['room.renamed renamed']);
      expect(await client.room()).toMatchObject({ name: 'renamed' });
    });

    it('[D8] in the stream of the server is mended by a snapshot, whatever position comes after', async () => {
      const { client, server, ann, ben, snapshot } = await setupMember(backend);
      await client.receive(server.admitted(ann, 'Ann'));
      server.admitted(ben, 'Benjamin');
      const rename = { stream: serverStream, kind: 'person.rename', body: { displayName: 'Anna' } };
      expect(await client.receive(server.log(ann, rename))).toMatchObject({ isResyncNeeded: true, holes: [] });
      await client.receive(server.message(ann, general, 'hello'));
      await client.restart();
      expect(await client.store.load()).toMatchObject({ position: server.position(), isResyncNeeded: true });
      await snapshot();
      expect(await client.store.load()).toMatchObject({ position: server.position(), isResyncNeeded: false });
      expect(await client.store.diagnostics()).toMatchObject({
        holes: [{ stream: serverStream, found: 1, mended: 1, open: 0 }],
      });
    });

    it('[P7] what a snapshot had in it of the stream of the server is none', async () => {
      const { client, server, ann, ben, snapshot } = await setupMember(backend);
      await client.receive(server.admitted(ann, 'Ann'));
      server.admitted(ben, 'Ben');
      await snapshot();
      const rename = { stream: serverStream, kind: 'person.rename', body: { displayName: 'Anna' } };
      const changes = await client.receive(server.log(ann, rename));
      expect(changes).toMatchObject({ isResyncNeeded: false, people: [{ displayName: 'Anna' }] });
    });
  });

  describe('an event of a kind that this version does not know', () => {
    it('[D7] is kept, and not shown', async () => {
      const { client, server, ann } = await setupMember(backend);
      const poll = server.log(ann, {
        stream,
        kind: 'poll.create',
        eventKind: 'poll.created',
        body: { roomId: general },
      });
      const after = server.message(ann, general, 'hello');
      expect((await client.receive(poll, after)).holes).toEqual([]);
      expect(await client.lines()).toEqual(['hello']);
      expect(await client.store.diagnostics()).toMatchObject({ events: 2, gaps: 0 });
    });

    it('[P9] is kept with the fields that this version does not know', async () => {
      const { client, server, ann } = await setupMember(backend);
      const content = { type: 'sticker', sticker: 'wave' };
      const { commandId, ...event } = server.log(ann, {
        stream,
        kind: 'message.send',
        body: { roomId: general, content, writtenAt: 77 },
      });
      await client.receive({ commandId, ...event });
      expect(await client.message(commandId)).toMatchObject({ content: { type: 'unknown' }, writtenAt: 77 });
      expect(await client.room()).toMatchObject({ unread: 1 });
    });

    it('a header that calls a command something else is not believed', async () => {
      const { client, server, ann } = await setupMember(backend);
      const body = { roomId: general, name: 'renamed' };
      await client.receive(server.log(ann, { stream, kind: 'room.rename', eventKind: 'room.topicSet', body }));
      expect(await client.room()).toMatchObject({ name: 'general' });
      expect(await client.lines()).toEqual([]);
    });

    it('a command that was meant for another room changes neither', async () => {
      const { client, server, ann, me } = await setupMember(backend);
      const room = roomOf(roomIdOf(2), ann.personId, { name: 'other' });
      await client.receive(opened(server, { room, members: [ann, me], asOf: 0 }));
      await client.receive(server.log(ann, { stream, kind: 'room.rename', body: { roomId: room.roomId, name: 'x' } }));
      expect((await client.store.rooms()).map(({ name }) => name)).toEqual(['general', 'other']);
    });
  });

  describe('people', () => {
    it('are folded from the stream of the server', async () => {
      const { client, server, ben } = await setupMember(backend);
      const rename = { stream: serverStream, kind: 'person.rename', body: { displayName: '  Benjamin ' } };
      const cem = server.person(1_000_000);
      const changes = await client.receive(server.log(ben, rename), server.admitted(cem, 'Cem'));
      expect(changes.people).toMatchObject([
        { personId: ben.personId, displayName: 'Benjamin', isMe: false, vouched: null, presence: null },
        { personId: cem.personId, displayName: 'Cem', role: 'member' },
      ]);
      expect(changes.isDisplayNameChanged).toBe(false);
      expect((await client.store.people()).map(({ displayName }) => displayName).toSorted()).toEqual(
        ['Ann', 'Benjamin', 'Cem', 'me'].toSorted(),
      );
    });

    it('the own name is told of when it changes', async () => {
      const { client, server, me } = await setupMember(backend);
      await client.store.queueCommand({ kind: 'person.rename', body: { displayName: 'Me' } });
      const [sent] = await client.take();
      const event = server.accept(me, { frame: sent?.frame ?? '', stream: serverStream });
      const changes = await client.receive(event.accepted);
      expect(changes).toMatchObject({ isDisplayNameChanged: true, people: [{ displayName: 'Me', isMe: true }] });
      expect((await client.store.load()).displayName).toBe('Me');
    });
  });
}
