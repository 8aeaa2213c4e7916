import { describe, expect, it } from 'vitest';
import { roomStream, serverStream } from '#shared/domain/stream.ts';
import type { CommandFrame } from '#shared/protocol/command-frame.ts';
import { isCommandSigned } from '#main/identity/command-signature.ts';
import { canonicalJson } from '#main/identity/canonical-json.ts';
import { createSignatureVerifier } from '#main/identity/signature-verifier.ts';
import type { OutgoingCommand } from '#main/storage/client-store.ts';
import { nameOf, personIdOf, roomIdOf } from '#test/support/sample-ids.ts';
import { general, setupMember, setupNewcomer, type ClientStoreBackend } from './client-store-setup.ts';

export function clientStoreOutboxContract(backend: ClientStoreBackend): void {
  describe('a queued command', () => {
    it('[D1] a queued message is on disk before the call returns, and on screen', async () => {
      const { client } = await setupMember(backend);
      const { commandId, changes } = await client.say('hello');
      expect(changes.outbox).toEqual({ waiting: 1, failed: 0 });
      await client.restart();
      expect(await client.lines()).toEqual(['hello']);
      expect(await client.message(commandId)).toMatchObject({ delivery: 'queued', itemNumber: null });
      expect(await client.store.outbox()).toEqual({ waiting: 1, failed: 0 });
    });

    it('[D1] a number is given at the first transmission, gap-free, and the command is signed then', async () => {
      const { client, me } = await setupMember(backend);
      await client.say('one');
      await client.say('two');
      const taken = await client.take();
      const { outboxId } = await client.store.load();
      expect(taken.map(({ number }) => number)).toEqual([1, 2]);
      for (const { frame, number, commandId } of taken) {
        const { command, signature } = commandOf(frame);
        expect(command).toMatchObject({ outboxId, number, commandId, device: me.device });
        const signed = { canonical: canonicalJson(command), device: me.device, signature };
        expect(isCommandSigned(createSignatureVerifier(), signed)).toBe(true);
        expect(canonicalJson(JSON.parse(frame))).toBe(frame);
      }
    });

    it('[D3] a command without a result is taken again byte for byte, also after a restart', async () => {
      const { client } = await setupMember(backend);
      await client.say('one');
      await client.say('two');
      const first = await client.take();
      await client.restart();
      expect(await client.take()).toEqual(first);
      expect(await client.store.takeCommands(1, 100)).toEqual(first.slice(1));
    });

    it('[D1] what was not transmitted can be changed', async () => {
      const { client } = await setupMember(backend);
      const { commandId } = await client.say('helo');
      const changed = await client.store.changeCommand(commandId, 'hello');
      expect(changed.ok && changed.value.timeline[0]?.items).toMatchObject([{ content: { text: 'hello' } }]);
      const [sent] = await client.take();
      expect(commandOf(sent?.frame).command.body).toMatchObject({ content: { type: 'text', text: 'hello' } });
    });

    it('[D1] what was not transmitted can be cancelled, and uses no number', async () => {
      const { client } = await setupMember(backend);
      const { commandId } = await client.say('never mind');
      await client.say('hello');
      const cancelled = await client.store.cancelCommand(commandId);
      expect(cancelled.ok && cancelled.value.timeline[0]?.removed).toHaveLength(1);
      expect(await client.lines()).toEqual(['hello']);
      expect((await client.take()).map(({ number }) => number)).toEqual([1]);
    });

    it('[D1] what was transmitted once can be neither changed nor cancelled, in whatever outbox', async () => {
      const { client } = await setupMember(backend);
      const { commandId } = await client.say('hello');
      await client.take();
      const refusal = { ok: false, error: { type: 'already_transmitted' } };
      expect(await client.store.cancelCommand(commandId)).toEqual(refusal);
      await client.store.renewOutbox();
      expect(await client.store.cancelCommand(commandId)).toEqual(refusal);
      expect(await client.store.changeCommand(commandId, 'other')).toEqual(refusal);
      expect(await client.lines()).toEqual(['hello']);
    });

    it('a command that is not there can be neither changed, cancelled, retried nor discarded', async () => {
      const { client, ann } = await setupMember(backend);
      const { commandId } = await client.say('hello');
      const refusal = { ok: false, error: { type: 'command_not_known' } };
      expect(await client.store.retryCommand(commandId)).toEqual(refusal);
      expect(await client.store.discardCommand(commandId)).toEqual(refusal);
      await client.deliver();
      expect(await client.store.changeCommand(commandId, 'x')).toEqual(refusal);
      expect(await client.store.cancelCommand(commandId)).toEqual(refusal);
      expect(ann.personId).not.toBe('');
    });

    it('[D1] only a message can be given another text', async () => {
      const { client } = await setupMember(backend);
      const { commandId } = await client.store.queueCommand({ kind: 'room.join', body: { roomId: general } });
      expect(await client.store.changeCommand(commandId, 'x')).toMatchObject({ error: { type: 'command_not_known' } });
    });

    it('at most as many commands are taken as asked for', async () => {
      const { client } = await setupMember(backend);
      for (const text of ['one', 'two', 'three']) await client.say(text);
      expect(numbersOf(await client.store.takeCommands(0, 1))).toEqual([1]);
      expect(numbersOf(await client.store.takeCommands(0, 2))).toEqual([1, 2]);
      expect(numbersOf(await client.store.takeCommands(1, 2))).toEqual([2, 3]);
      expect(await client.store.takeCommands(3, 2)).toEqual([]);
    });

    it('[D1, D14] where so many bytes are taken nothing more is, nor gets a number', async () => {
      const { client } = await setupMember(backend);
      for (const text of ['one', 'x'.repeat(4_000), 'three']) await client.say(text);
      expect(numbersOf(await client.store.takeCommands(0, 9, { maxBytes: 1 }))).toEqual([1]);
      expect(numbersOf(await client.store.takeCommands(0, 9, { maxBytes: 4_000 }))).toEqual([1, 2]);
      const { commandId } = await client.say('four');
      expect((await client.store.cancelCommand(commandId)).ok).toBe(true);
      expect(numbersOf(await client.store.takeCommands(2, 9, { maxBytes: 1 }))).toEqual([3]);
    });

    it('[P14] behind one that the server holds none is taken that it does not hold', async () => {
      const { client } = await setupMember(backend);
      for (const text of ['one', 'two']) await client.say(text);
      expect(await client.store.takeCommands(0, 1)).toHaveLength(1);
      expect(numbersOf(await client.store.takeCommands(0, 9, { heldUpTo: 1 }))).toEqual([1]);
      expect(numbersOf(await client.store.takeCommands(1, 9, { heldUpTo: 1 }))).toEqual([2]);
    });
  });

  describe('a result', () => {
    it('[P15] an accepted message becomes its event, the same bytes that everybody gets', async () => {
      const { client, server, me } = await setupMember(backend);
      const { commandId } = await client.say('hello');
      const [sent] = await client.take();
      const event = server.accept(me, { frame: sent?.frame ?? '', stream: roomStream(general) });
      const changes = await client.receive(event.accepted);
      expect(changes).toMatchObject({ settled: [commandId], outbox: { waiting: 0, failed: 0 } });
      expect(await client.message(commandId)).toMatchObject({ delivery: 'sent', itemNumber: 1, isForged: false });
      // Seen as the event, it is the same event and changes nothing.
      expect(await client.receive(event)).toMatchObject({ timeline: [], settled: [], outbox: null });
      expect(await client.store.diagnostics()).toMatchObject({ events: 1, holes: [] });
    });

    it.each([
      ['in another room', { stream: roomStream(roomIdOf(9)) }],
      ['under another name', { person: personIdOf(9) }],
    ])('[P11] an accepted message that the server puts %s is marked there', async (_case, wrong) => {
      const { client, server, me, ann, room, snapshot } = await setupMember(backend);
      const other = { ...room, roomId: roomIdOf(9), name: nameOf('other') };
      await snapshot([room, other].map((each) => ({ room: each, members: [me, ann] })));
      await client.say('hello');
      const [sent] = await client.take();
      const { accepted } = server.accept(me, { frame: sent?.frame ?? '', stream: roomStream(general) });
      const frame = JSON.parse(accepted) as { header: object };
      await client.receive(JSON.stringify({ ...frame, header: { ...frame.header, ...wrong } }));
      const pages = [general, other.roomId].map((roomId) =>
        client.store.timelinePage({ roomId, before: null, maxItems: 50 }),
      );
      const items = (await Promise.all(pages)).flatMap((page) => (page.ok ? page.value.items : []));
      // Where the result is somebody else's, the message still waits for its own.
      const inLog = items.filter((item) => item.type === 'message' && item.itemNumber !== null);
      expect(inLog).toMatchObject([{ content: { text: 'hello' }, isForged: true }]);
    });

    it('[D4] a message is one row with one key from queued to sent, whichever way the result comes', async () => {
      const { client, server, me } = await setupMember(backend);
      const keys = [];
      for (const [text, way] of [['one', 'accepted'] as const, ['two', 'frame'] as const]) {
        const { commandId } = await client.say(text);
        const queued = await client.message(commandId);
        const sent = (await client.take()).at(-1);
        const event = server.accept(me, { frame: sent?.frame ?? '', stream: roomStream(general) });
        const changes = await client.receive(event[way]);
        expect(changes.settled).toEqual([commandId]);
        expect(changes.timeline[0]?.items.map(({ key }) => key)).toEqual([queued.key]);
        keys.push(queued.key);
      }
      expect((await client.timeline()).map(({ key }) => key)).toEqual(keys);
      expect(await client.take()).toEqual([]);
    });

    it('[D3] a repeated result changes nothing', async () => {
      const { client, server, me } = await setupMember(backend);
      await client.say('hello');
      const [sent] = await client.take();
      const event = server.accept(me, { frame: sent?.frame ?? '', stream: roomStream(general) });
      await client.receive(event.accepted);
      expect(await client.receive(event.accepted)).toMatchObject({
        settled: [],
        timeline: [],
        rooms: [],
        outbox: null,
      });
      expect(await client.lines()).toEqual(['hello']);
    });

    it('[D3] what was so already is accepted without an event', async () => {
      const { client, server } = await setupMember(backend);
      const { commandId } = await client.store.queueCommand({ kind: 'room.join', body: { roomId: general } });
      const [sent] = await client.take();
      const changes = await client.receive(server.acceptedAsIs(sent?.frame ?? ''));
      expect(changes).toMatchObject({ settled: [commandId], outbox: { waiting: 0, failed: 0 } });
      expect(await client.lines()).toEqual([]);
    });

    it('[D3] a permanent refusal fails the message with its reason, and what stands behind goes on', async () => {
      const { client, server } = await setupMember(backend);
      const { commandId } = await client.say('one');
      await client.say('two');
      const [one] = await client.take();
      const error = { type: 'not_a_member', roomId: general } as const;
      const changes = await client.receive(server.refused(one?.frame ?? '', error));
      expect(changes.failed).toEqual([{ commandId, kind: 'message.send', roomId: general, reason: error }]);
      expect(changes).toMatchObject({ settled: [commandId], outbox: { waiting: 1, failed: 1 } });
      expect(await client.message(commandId)).toMatchObject({ delivery: 'failed', failure: error });
      expect(numbersOf(await client.take())).toEqual([2]);
    });

    it('[P14] a message whose id was taken by another one failed, as any other', async () => {
      const { client, server } = await setupMember(backend);
      const { commandId } = await client.say('one');
      const [sent] = await client.take();
      await client.receive(server.refused(sent?.frame ?? '', { type: 'command_id_taken' }));
      expect(await client.message(commandId)).toMatchObject({ delivery: 'failed' });
    });

    it('[D4] a failed message stays failed whatever is said of it later', async () => {
      const { client, server, me } = await setupMember(backend);
      const { commandId } = await client.say('one');
      const [sent] = await client.take();
      const error = { type: 'not_a_member', roomId: general } as const;
      await client.receive(server.refused(sent?.frame ?? '', error));
      const event = server.accept(me, { frame: sent?.frame ?? '', stream: roomStream(general) });
      await client.receive(event.accepted, server.refused(sent?.frame ?? '', { type: 'wrong_server' }));
      expect(await client.message(commandId)).toMatchObject({ delivery: 'failed', failure: error });
    });

    it('[P14] a temporary refusal leaves the command as it is', async () => {
      const { client, server } = await setupMember(backend);
      await client.say('one');
      const before = await client.take();
      const frame = before[0]?.frame ?? '';
      const changes = await client.receive(server.refused(frame, { type: 'wrong_server' }, false));
      expect(changes).toMatchObject({ failed: [], settled: [], outbox: null });
      expect(await client.take()).toEqual(before);
    });

    it('[P14] in a new outbox everything without a result is numbered and signed again, and says the same', async () => {
      const { client, server, me } = await setupMember(backend);
      for (const text of ['one', 'two', 'three']) await client.say(text);
      const before = await client.take();
      await client.receive(server.accept(me, { frame: before[0]?.frame ?? '', stream: roomStream(general) }).accepted);
      const { outboxId: old } = await client.store.load();
      const outboxId = await client.store.renewOutbox();
      expect(outboxId).not.toBe(old);
      expect((await client.store.load()).outboxId).toBe(outboxId);
      const after = await client.take();
      expect(numbersOf(after)).toEqual([1, 2]);
      expect(after.map(({ frame }) => contentOf(frame))).toEqual(before.slice(1).map(({ frame }) => contentOf(frame)));
      expect(after.map(({ frame }) => commandOf(frame).command.outboxId)).toEqual([outboxId, outboxId]);
    });
  });

  describe('after a failure', () => {
    it('[P16] a retry is a new command with the same text, and the failed one is gone', async () => {
      const { client, server } = await setupMember(backend);
      const { commandId } = await client.say('one');
      const [sent] = await client.take();
      await client.receive(server.refused(sent?.frame ?? '', { type: 'wrong_server' }));
      const old = await client.message(commandId);
      const retried = await client.store.retryCommand(commandId);
      if (!retried.ok) throw new Error(retried.error.type);
      expect(retried.value.commandId).not.toBe(commandId);
      expect(retried.value.changes).toMatchObject({
        timeline: [{ removed: [old.key], items: [{ delivery: 'queued', content: { text: 'one' } }] }],
        outbox: { waiting: 1, failed: 0 },
      });
      const [again] = await client.take();
      expect(again).toMatchObject({ number: 2, commandId: retried.value.commandId });
      expect(saltOf(again)).not.toBe(saltOf(sent));
    });

    it('a failed message can be taken off the screen', async () => {
      const { client, server } = await setupMember(backend);
      const { commandId } = await client.say('one');
      const [sent] = await client.take();
      await client.receive(server.refused(sent?.frame ?? '', { type: 'wrong_server' }));
      const reason = { type: 'wrong_server' };
      expect(await client.store.failedCommands()).toEqual([
        { commandId, kind: 'message.send', roomId: general, reason },
      ]);
      const discarded = await client.store.discardCommand(commandId);
      expect(await client.store.failedCommands()).toEqual([]);
      expect(discarded.ok && discarded.value.outbox).toEqual({ waiting: 0, failed: 0 });
      expect(await client.lines()).toEqual([]);
    });
  });

  describe('before admission', () => {
    it('[P16] nothing is sent before the admission that waits', async () => {
      const { client, server, me } = await setupNewcomer(backend);
      await client.store.queueCommand({ kind: 'person.admit', body: { displayName: 'me' } });
      await client.store.queueCommand({ kind: 'room.join', body: { roomId: general } });
      const [admit, ...others] = await client.take();
      expect([admit?.kind, others]).toEqual(['person.admit', []]);
      const event = server.accept(me, { frame: admit?.frame ?? '', stream: serverStream });
      expect(await client.receive(event.accepted)).toMatchObject({ isDisplayNameChanged: true });
      expect(await client.store.load()).toMatchObject({ displayName: 'me', epoch: null, position: null });
      expect((await client.take()).map(({ kind, number }) => [kind, number])).toEqual([['room.join', 2]]);
    });

    it('[P18] a name that the door refuses stays queued, and the number stays free', async () => {
      const { client, server } = await setupNewcomer(backend);
      const { commandId } = await client.store.queueCommand({ kind: 'person.admit', body: { displayName: 'Ann' } });
      const [admit] = await client.take();
      const refused = server.refused(admit?.frame ?? '', { type: 'name_taken', displayName: 'Ann' }, false);
      expect((await client.receive(refused)).failed).toEqual([]);
      expect((await client.take())[0]?.commandId).toBe(commandId);
    });

    it('[P18] asking under another name is the same request with the same number, and what waits for it waits on', async () => {
      const { client, server, me } = await setupNewcomer(backend);
      const ask = (displayName: string) => client.store.queueCommand({ kind: 'person.admit', body: { displayName } });
      await ask('Ann');
      await client.store.queueCommand({ kind: 'room.join', body: { roomId: general } });
      const [first] = await client.take();
      await client.receive(server.refused(first?.frame ?? '', { type: 'name_taken', displayName: 'Ann' }, false));
      await ask('Anna');
      const again = await client.take();
      expect(numbersOf(again)).toEqual([1]);
      expect(commandOf(again[0]?.frame).command.body).toMatchObject({ displayName: 'Anna' });
      await client.receive(server.accept(me, { frame: again[0]?.frame ?? '', stream: serverStream }).accepted);
      expect((await client.store.load()).displayName).toBe('Anna');
      expect((await client.take()).map(({ kind, number }) => [kind, number])).toEqual([['room.join', 2]]);
    });

    it.for(['already_admitted', 'command_id_taken'] as const)(
      '[P18] an admission that was given without this device hearing of it is none that failed (%s)',
      async (type) => {
        const { client, server } = await setupNewcomer(backend);
        await client.store.queueCommand({ kind: 'person.admit', body: { displayName: 'Ann' } });
        await client.store.queueCommand({ kind: 'room.join', body: { roomId: general } });
        const [sent] = await client.take();
        expect(await client.receive(server.refused(sent?.frame ?? '', { type }))).toMatchObject({ failed: [] });
        expect((await client.take()).map(({ kind }) => kind)).toEqual(['room.join']);
      },
    );
  });
}

function commandOf(frame: string | undefined): CommandFrame {
  return JSON.parse(frame ?? '') as CommandFrame;
}

/** What decides sameness (P14). */
function contentOf(frame: string): unknown {
  const { serverId, commandId, kind, body } = commandOf(frame).command;
  return { serverId, commandId, kind, body };
}

function saltOf(sent: OutgoingCommand | undefined): unknown {
  return commandOf(sent?.frame).command.body['salt'];
}

function numbersOf(taken: readonly OutgoingCommand[]): number[] {
  return taken.map(({ number }) => number);
}
