import { describe, expect, it } from 'vitest';
import type { Refusal } from '#shared/domain/refusal.ts';
import { present } from '#shared/assert.ts';
import { roomStream } from '#shared/domain/stream.ts';
import { opened, roomOf } from '#test/main/storage/client/sample-room.ts';
import { inviteIdOf, roomIdOf } from '#test/support/sample-ids.ts';
import { general, setupMember, type ClientStoreBackend } from './client-store-setup.ts';

const quiet = roomIdOf(2);

/** What waits for a private room while a server that lost something keeps it closed (H3). */
export function clientStoreHeldContract(backend: ClientStoreBackend): void {
  describe('what waits for a closed room', () => {
    const closed: Refusal = { type: 'room_closed', roomId: quiet };

    /** Two messages wait in a private room and one in `general`, and the server went back and lists the latter alone. */
    async function setupClosed() {
      const setup = await setupMember(backend);
      const { client, server, me, ann, room, snapshot } = setup;
      const both = [
        { room, members: [me, ann] },
        { room: roomOf(quiet, ann.personId, { visibility: 'private', name: 'quiet' }), members: [me, ann] },
      ];
      await snapshot(both);
      await client.receive(server.message(ann, quiet, 'kept'), server.message(ann, quiet, 'lost'));
      const waiting = [
        await client.say('q1', quiet),
        await client.say('q2', quiet),
        await client.say('q3 for all'),
      ] as const;
      server.restore({ [roomStream(quiet)]: 1 }, 1);
      const close = () => snapshot(both.slice(0, 1), 1);
      const list = () => snapshot(both);
      const texts = async () =>
        (await client.take()).map(
          ({ frame }) =>
            (JSON.parse(frame) as { command: { body: { content: { text: string } } } }).command.body.content.text,
        );
      /** The answer to the newest of what was taken. */
      const refuse = async (text: string, error: Refusal = closed) => {
        const sent = (await client.take()).find(({ frame }) => frame.includes(`"${text}"`));
        return client.receive(server.refused(present(sent, 'it was taken').frame, error));
      };
      return { ...setup, waiting, close, list, texts, refuse, ids: waiting.map(({ commandId }) => commandId) };
    }

    it('[H3, I7] is asked for by the first of it alone, and holds up no other room', async () => {
      const { client, server, me, close, texts, refuse, ids } = await setupClosed();
      await close();
      expect(await texts()).toEqual(['q1', 'q3 for all']);
      const changes = await refuse('q1');
      expect(changes).toMatchObject({ failed: [], outbox: { waiting: 3, failed: 0, held: 2 } });
      const [q3] = await client.take();
      await client.receive(server.accept(me, { frame: present(q3, 'q3').frame, stream: roomStream(general) }).accepted);
      expect(await texts()).toEqual([]);
      expect(await client.store.outbox()).toEqual({ waiting: 2, failed: 0, held: 2 });
      for (const commandId of ids.slice(0, 2))
        expect(await client.message(commandId, quiet)).toMatchObject({ delivery: 'queued', failure: null });
    });

    it('[H3, P14] asks again once a session, under the same id and the next number, also in another process', async () => {
      const { client, close, texts, refuse, ids } = await setupClosed();
      await close();
      await refuse('q1');
      await client.restart();
      expect(await texts()).toEqual(['q3 for all']);
      await client.store.askClosedRooms();
      const [, again] = await client.take();
      expect(again).toMatchObject({ commandId: ids[0], number: 3 });
      await refuse('q1');
      expect(await texts()).toEqual(['q3 for all']);
    });

    it('[H3, I3] goes in its order once the room is listed, what was written meanwhile last', async () => {
      const { client, close, list, texts, refuse, ids } = await setupClosed();
      await close();
      await refuse('q1');
      await client.say('q4', quiet);
      expect(await texts()).toEqual(['q3 for all']);
      expect(await list()).toMatchObject({ outbox: { waiting: 4, failed: 0 } });
      expect(await texts()).toEqual(['q3 for all', 'q1', 'q2', 'q4']);
      const taken = await client.take();
      expect(taken.map(({ number }) => number)).toEqual([2, 3, 4, 5]);
      expect(taken.slice(1, 3).map(({ commandId }) => commandId)).toEqual(ids.slice(0, 2));
    });

    it('[H3] goes once the room begins anew for this person', async () => {
      const { client, server, me, ann, close, texts, refuse } = await setupClosed();
      await close();
      await refuse('q1');
      const room = roomOf(quiet, ann.personId, { visibility: 'private', name: 'quiet' });
      await client.receive(opened(server, { room, members: [me, ann] }));
      expect(await texts()).toEqual(['q3 for all', 'q1', 'q2']);
    });

    it('[H3] goes once the first of it was accepted', async () => {
      const { client, server, me, close, texts } = await setupClosed();
      await close();
      const [q1] = await client.take();
      await client.receive(server.accept(me, { frame: present(q1, 'q1').frame, stream: roomStream(quiet) }).accepted);
      expect(await texts()).toEqual(['q3 for all', 'q2']);
      expect(await client.store.outbox()).toEqual({ waiting: 2, failed: 0 });
    });

    it('[H3, H4] is not said again where it came back by itself', async () => {
      const { client, server, me, close, texts, refuse } = await setupClosed();
      await close();
      const [q1] = await client.take();
      await refuse('q1');
      const healed = server.accept(me, { frame: present(q1, 'q1').frame, stream: roomStream(quiet) });
      await client.receive(healed);
      expect(await texts()).toEqual(['q3 for all', 'q2']);
      expect((await client.lines(quiet)).filter((line) => line === 'q1')).toHaveLength(1);
    });

    it('[H3, D3] fails with its reason once the server gives another one', async () => {
      const { client, close, texts, refuse, ids } = await setupClosed();
      await close();
      await refuse('q1');
      await client.store.askClosedRooms();
      const gone: Refusal = { type: 'room_not_found', roomId: quiet };
      expect((await refuse('q1', gone)).failed).toMatchObject([{ commandId: ids[0], reason: gone }]);
      expect(await texts()).toEqual(['q3 for all', 'q2']);
      expect((await refuse('q2', gone)).failed).toMatchObject([{ commandId: ids[1], reason: gone }]);
      expect(await client.store.outbox()).toEqual({ waiting: 1, failed: 2 });
    });

    it('[P14] is not what an answer to an earlier number speaks of', async () => {
      const { client, server, close, texts, refuse } = await setupClosed();
      await close();
      const [first] = await client.take();
      await refuse('q1');
      await client.store.askClosedRooms();
      expect(await texts()).toEqual(['q3 for all', 'q1']);
      await client.receive(server.refused(present(first, 'it was taken').frame, closed));
      expect(await texts()).toEqual(['q3 for all', 'q1']);
    });

    it('[D1] is asked for by the next where the first was taken back', async () => {
      const { client, close, texts, ids } = await setupClosed();
      await close();
      await client.store.cancelCommand(present(ids[0], 'q1'));
      expect(await texts()).toEqual(['q2', 'q3 for all']);
    });

    it('[H3] is all that is sent on the way when the refusal comes, and nothing of other rooms', async () => {
      const { client, server, close, list, refuse, texts } = await setupClosed();
      await close();
      await list();
      expect(await texts()).toEqual(['q1', 'q2', 'q3 for all']);
      const sent = await client.take();
      await refuse('q1');
      await client.say('q4', quiet);
      await client.receive(server.refused(present(sent[1], 'q2').frame, closed));
      expect(await texts()).toEqual(['q3 for all']);
      await client.store.askClosedRooms();
      expect(await texts()).toEqual(['q3 for all', 'q1']);
    });

    it('[H3] is not an invite that was to lead into it: that fails, and can be made later', async () => {
      const { client, server, me, ann, snapshot } = await setupMember(backend);
      await snapshot([{ room: roomOf(general, ann.personId), members: [me, ann] }]);
      const invite = { inviteId: inviteIdOf(1), note: '', role: 'member', maxUses: 1, expiresAt: 9 } as const;
      const body = { ...invite, roomIds: [quiet] };
      const { commandId } = await client.store.queueCommand({ kind: 'invite.create', body });
      const [sent] = await client.take();
      const changes = await client.receive(server.refused(present(sent, 'the invite').frame, closed));
      expect(changes.failed).toMatchObject([{ commandId, reason: closed }]);
      expect(await client.store.outbox()).toEqual({ waiting: 0, failed: 1 });
    });

    it('[H3] is not what may bring the room back', async () => {
      const { client, close } = await setupClosed();
      await close();
      await client.store.queueCommand({ kind: 'room.join', body: { roomId: quiet } });
      const kinds = (await client.take()).map(({ kind }) => kind);
      expect(kinds).toEqual(['message.send', 'message.send', 'room.join']);
    });
  });
}
