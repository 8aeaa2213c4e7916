import { describe, expect, it } from 'vitest';
import type { PieceRequest } from '#main/storage/piece.ts';
import { present } from '#shared/assert.ts';
import { roomStream, serverStream } from '#shared/domain/stream.ts';
import { maxCutOffers } from '#shared/protocol/healing.ts';
import { general, setupMember, type ClientStoreBackend, type TestClient } from './client-store-setup.ts';

const stream = roomStream(general);

/** What a device offers and gives to a server that lost something, and what it does with what came back. */
export function clientStoreHealingContract(backend: ClientStoreBackend): void {
  const textsOf = (frames: readonly { readonly frame: string }[]) => frames.map(({ frame }) => frame);
  const pieces = (client: TestClient, from: PieceRequest['from'], more: { afterPlace?: number; max?: number } = {}) =>
    client.store.pieces({ from, afterPlace: 0, max: 99, ...more });

  async function setupTalk(count: number) {
    const setup = await setupMember(backend);
    const { client, server, ann } = setup;
    const said = Array.from({ length: count }, (_, index) => server.message(ann, general, `${index + 1}`));
    await client.receive(...said);
    return { ...setup, said };
  }

  describe('the offers for a cut', () => {
    it('[H2] are at doubling distances back from the end, and end with the oldest', async () => {
      const { client, said } = await setupTalk(20);
      const offers = await client.store.cutOffers(null);
      expect(offers.map(({ seq }) => seq)).toEqual([20, 19, 17, 13, 5, 1]);
      expect(offers.map(({ tag }) => tag)).toEqual(offers.map(({ seq }) => said[seq - 1]?.mac));
    });

    it('[H2] lie at even distances between the newest that is held and the next above it', async () => {
      const { client } = await setupTalk(200);
      const offers = await client.store.cutOffers({ held: 10, lost: 190 });
      const seqs = offers.map(({ seq }) => seq);
      expect([seqs[0], seqs.at(-1), seqs.length]).toEqual([11, 188, 60]);
      expect(seqs.slice(1).every((seq, at) => seq - (seqs[at] ?? 0) === 3)).toBe(true);
      expect((await client.store.cutOffers({ held: 10, lost: 12 })).map(({ seq }) => seq)).toEqual([11]);
      expect(await client.store.cutOffers({ held: 10, lost: 11 })).toEqual([]);
    });

    it('[H2] name the oldest once where that is due anyway, and nothing where nothing is held', async () => {
      const { client } = await setupTalk(2);
      expect((await client.store.cutOffers(null)).map(({ seq }) => seq)).toEqual([2, 1]);
      const { client: newcomer } = await setupTalk(0);
      expect(await newcomer.store.cutOffers(null)).toEqual([]);
    });

    it('[H2] are of all streams, in the order of the log', async () => {
      const { client, server, ann } = await setupMember(backend);
      await client.receive(server.message(ann, general, 'one'), server.admitted(ann, 'Ann'));
      await client.receive(server.message(ann, general, 'two'));
      expect((await client.store.cutOffers(null)).map(({ seq }) => seq)).toEqual([3, 2, 1]);
      expect(maxCutOffers).toBeGreaterThan(40);
    });
  });

  describe('what can be given back', () => {
    it('[H4] is what lies beyond the cut, as it came and in the order of the log, a portion at a time', async () => {
      const { client, server, said } = await setupTalk(5);
      const from = { type: 'beyond', cutSeq: 2 } as const;
      const first = await pieces(client, from, { max: 2 });
      expect(textsOf(first)).toEqual(said.slice(2, 4).map(({ frame }) => frame));
      expect(first).toMatchObject([
        { epoch: 1, epochId: server.epoch.epochId, commandId: said[2]?.commandId, personId: said[2]?.header.person },
        {},
      ]);
      const rest = await pieces(client, from, { afterPlace: first.at(-1)?.place ?? 0, max: 2 });
      expect(textsOf(rest)).toEqual([said[4]?.frame]);
      expect(await pieces(client, from, { afterPlace: rest.at(-1)?.place ?? 0 })).toEqual([]);
    });

    it('[H4] names the epoch that each is of', async () => {
      const { client, server, ann, snapshot } = await setupTalk(2);
      const [first] = server.epochs;
      server.restore({ [stream]: 2 }, 2);
      await snapshot(undefined, 2);
      await client.receive(server.message(ann, general, 'of the second'));
      const given = await pieces(client, { type: 'beyond', cutSeq: 0 });
      expect(given.map(({ epoch, epochId }) => ({ epoch, epochId }))).toEqual([first, first, server.epoch]);
    });

    it('[H4] is nothing that its author did not sign, and no place without its event', async () => {
      const { client, server, ann } = await setupMember(backend);
      const [signed, unsigned, unseen] = ['signed', 'unsigned', 'unseen'].map((text) =>
        server.message(ann, general, text),
      );
      const frames = [
        { text: present(signed, 'said').frame, isSigned: true },
        { text: present(unsigned, 'said').frame, isSigned: false },
        { text: present(unseen, 'said').bare, isSigned: true },
      ];
      await client.store.applyFrames({ epoch: server.epoch, frames, position: server.position(), source: 'live' });
      expect(textsOf(await pieces(client, { type: 'beyond', cutSeq: 0 }))).toEqual([signed?.frame]);
      server.restore({ [stream]: 0 }, 0);
      await client.store.applySnapshot({
        epoch: server.epoch,
        epochs: server.epochs,
        position: server.position(),
        firstRoomId: null,
        cutSeq: 0,
        parts: [JSON.stringify({ people: [], rooms: [], members: [] })],
      });
      const from = { type: 'aside', epochId: server.epoch.epochId } as const;
      expect(textsOf(await pieces(client, from))).toEqual([signed?.frame]);
    });

    it('[H4] lies aside until the server of the epoch has answered, and is offered again in the next', async () => {
      const { client, server, said, snapshot } = await setupTalk(4);
      server.restore({ [stream]: 1 }, 1);
      await snapshot(undefined, 1);
      const from = { type: 'aside', epochId: server.epoch.epochId } as const;
      const [two, three, four] = await pieces(client, from);
      expect([two, three, four].map((piece) => piece?.frame)).toEqual(said.slice(1).map(({ frame }) => frame));
      await client.store.piecesAnswered(from.epochId, [two?.place ?? 0, three?.place ?? 0]);
      await client.restart();
      expect(await pieces(client, from)).toEqual([four]);
      server.restore({ [stream]: 1 }, 1);
      const later = { type: 'aside', epochId: server.epoch.epochId } as const;
      expect(await pieces(client, later)).toEqual([two, three, four]);
    });
  });

  describe('what came back', () => {
    /** Five messages by Ann, of which `read` were read and the last three are lost. */
    async function setupHealed(read: number) {
      const setup = await setupTalk(5);
      const { client, server, snapshot, ann } = setup;
      await client.store.moveMarker({ roomId: general, readUpTo: read });
      server.restore({ [stream]: 2 }, 2);
      await snapshot(undefined, 2);
      const heal = (...numbers: number[]): Promise<unknown> =>
        client.receive(...numbers.map((number) => server.heal(ann, present(setup.said[number - 1], 'said'))));
      return { ...setup, heal };
    }

    it('[H2, P19] is not unread where it was read', async () => {
      const { client, heal } = await setupHealed(5);
      await heal(3, 4, 5);
      expect(await client.room()).toMatchObject({ unread: 0 });
      expect(await client.store.unsentMarkers()).toMatchObject([{ roomId: general, readUpTo: 5 }]);
      expect(await client.lines()).toEqual(['1', '2', '3', '4', '5']);
    });

    it('[P19] is unread from where reading had ended', async () => {
      const { client, heal } = await setupHealed(3);
      await heal(3, 4, 5);
      expect(await client.room()).toMatchObject({ unread: 2 });
    });

    it('[P19] is unread behind what was said meanwhile, which nobody has read', async () => {
      const { client, server, ann, heal } = await setupHealed(5);
      await client.receive(server.message(ann, general, 'since'));
      await heal(3, 4, 5);
      expect(await client.room()).toMatchObject({ unread: 4 });
    });

    it('[P19] is unread where this device never had it', async () => {
      const { client, server, ann, snapshot } = await setupMember(backend);
      const lost = server.message(ann, general, 'never seen');
      server.restore({ [stream]: 0 }, 0);
      await snapshot(undefined, 0);
      await client.receive(server.heal(ann, lost));
      expect(await client.room()).toMatchObject({ unread: 1 });
    });

    it('[H5] is shown where it first stood, among what was said since', async () => {
      const { client, server, ann, heal } = await setupHealed(0);
      await client.receive(server.message(ann, general, 'since'));
      await heal(5, 3);
      expect(await client.lines()).toEqual(['1', '2', '3', '5', 'since']);
    });

    it('[H5] changes nothing where it is overruled, and is shown', async () => {
      const { client, server, ann } = await setupMember(backend);
      const body = (name: string) => ({ roomId: general, name });
      const lost = server.log(ann, { stream, kind: 'room.rename', body: body('old') });
      server.goBack({ [stream]: 0 }, 0);
      await client.receive(server.log(ann, { stream, kind: 'room.rename', body: body('new') }));
      await client.receive(server.heal(ann, lost, true));
      expect(await client.room()).toMatchObject({ name: 'new' });
      expect(await client.lines()).toContain('room.renamed old');
    });

    it('[H5] changes what it says where nothing overrules it', async () => {
      const { client, server, ann, ben } = await setupMember(backend);
      const rename = { stream, kind: 'room.rename', body: { roomId: general, name: 'healed' } };
      const invite = { stream, kind: 'room.invite', body: { roomId: general, personId: ben.personId } };
      const lost = [server.log(ann, rename), server.log(ann, invite)];
      server.goBack({ [stream]: 0 }, 0);
      await client.receive(...lost.map((event) => server.heal(ann, event)));
      expect(await client.room()).toMatchObject({ name: 'healed' });
      expect((await client.room()).memberIds).toContain(ben.personId);
    });

    it('[H5] takes its place and shows nothing, where only its header is told', async () => {
      const { client, server, ann } = await setupMember(backend);
      const [first, second] = ['one', 'two'].map((text) => server.message(ann, general, text));
      const changes = await client.receive(present(first, 'said').bare, present(second, 'said'));
      expect(changes.holes).toEqual([]);
      expect(await client.lines()).toEqual(['two']);
      expect(await client.store.diagnostics()).toMatchObject({ events: 2, gaps: 0 });
      // It came twice, as by a page.
      expect((await client.receive(present(first, 'said').bare)).timeline).toEqual([]);
      await client.restart();
      expect(await client.lines()).toEqual(['two']);
    });

    it('[H5] nobody has to read what only a header is told of', async () => {
      const { client, server, ann, snapshot } = await setupMember(backend);
      const unseen = server.message(ann, general, 'unseen');
      server.restore({ [stream]: 0 }, 0);
      await snapshot(undefined, 0);
      await client.receive(server.heal(ann, unseen).bare);
      expect(await client.room()).toMatchObject({ unread: 0 });
      await client.receive(server.message(ann, general, 'seen'));
      expect(await client.room()).toMatchObject({ unread: 1 });
    });
  });

  describe('an own command that was accepted before the server lost that', () => {
    it('[H4, P15] is the very event of the log, though it was signed anew', async () => {
      const { client, server, me, snapshot } = await setupMember(backend);
      const { commandId } = await client.say('mine');
      const [first] = await client.take();
      const event = server.accept(me, { frame: present(first, 'sent').frame, stream });
      await client.store.renewOutbox();
      const [again] = await client.take();
      expect(again?.frame).not.toBe(first?.frame);
      const { command, signature } = JSON.parse(present(first, 'sent').frame) as {
        command: { number: number; outboxId: string };
        signature: string;
      };
      const { number, outboxId } = command;
      const { header, mac } = event;
      const accepted = { type: 'accepted', commandId, number: again?.number, header, mac };
      await client.receive(JSON.stringify({ ...accepted, signed: { number, outboxId, signature } }));
      expect(await client.message(commandId)).toMatchObject({ delivery: 'sent' });
      expect(textsOf(await pieces(client, { type: 'beyond', cutSeq: 0 }))).toEqual([event.frame]);
      await snapshot();
      expect(await client.lines()).toEqual(['mine']);
    });

    it('[H4] is there once where somebody else gave it back before', async () => {
      const { client, server, me, snapshot } = await setupMember(backend);
      const { commandId } = await client.say('mine');
      const [sent] = await client.take();
      const event = server.accept(me, { frame: present(sent, 'sent').frame, stream });
      server.restore({ [stream]: 0, [serverStream]: 0 }, 0);
      await snapshot(undefined, 0);
      await client.receive(server.heal(me, event));
      expect(await client.lines()).toEqual(['mine']);
      expect(await client.message(commandId)).toMatchObject({ delivery: 'sent' });
      expect(await client.take()).toEqual([]);
      expect(await client.room()).toMatchObject({ unread: 0 });
    });
  });
}
