import { expect, it } from 'vitest';
import { canonicalJson } from '#main/identity/canonical-json.ts';
import { commandHash } from '#main/identity/command-signature.ts';
import { signDeviceLink } from '#main/identity/device-link.ts';
import { createKeyPair } from '#main/identity/key-pair.ts';
import type { AppendedEvent } from '#main/storage/event-log.ts';
import { eventMacInput } from '#main/storage/server/event-text.ts';
import { present } from '#shared/assert.ts';
import type { DeviceKey, EpochId, PersonId, RoomId } from '#shared/domain/ids.ts';
import { roomOfStream } from '#shared/domain/stream.ts';
import { epochIdOf } from '#test/support/sample-ids.ts';
import { acceptedOf } from './event-log-device.ts';
import { json, roomOf, setupLoss, setupOpened, shownAtHead, type Loss } from './event-log-loss.ts';
import {
  headPosition,
  makeRoom,
  page,
  parseEvent,
  saidIn,
  type EventLogBackend,
  type LogWorld,
} from './event-log-setup.ts';

/** How a log takes back what it lost (H4), and what waits for something (H6). */
export function eventLogGivenBackContract(backend: EventLogBackend): void {
  async function historyOf({ log, general }: Pick<Loss, 'log' | 'general'>, personId: PersonId): Promise<string[]> {
    const { epoch } = await log().directory();
    const read = await log().readHistory(personId, page(general, epoch.epochId));
    return read.ok ? [...read.value.frames] : [];
  }

  /** A given event with one thing of its header changed. */
  function altered(event: AppendedEvent | undefined, change: object): Record<string, unknown> {
    const frame = json(present(event, 'it was lost'));
    return { ...frame, header: { ...(frame['header'] as object), ...change } };
  }

  it('[H4] what comes back while the gate is closed is in the log when it opens, in the order of origin, whoever brought it first', async () => {
    const loss = await setupLoss(backend);
    const { lost, log, ann, ben } = loss;
    await log().showPosition(loss.shown);
    expect(await loss.give([json(present(lost[2], 'lost'))], [], ben.personId)).toMatchObject({ appended: [] });
    await loss.giveFrames(lost[0], lost[1]);
    await loss.done();
    expect(await log().openGate('healed')).toBe(true);
    expect(saidIn(await historyOf(loss, ann.personId)).slice(-3)).toEqual(['lost 1', 'lost 2', 'lost 3']);
  });

  it('[H4] a healed event has new numbers without a gap and a new mac, and says where it stood first', async () => {
    const loss = await setupOpened(backend);
    const { ann, general, lost, identity, log } = loss;
    const since = await ann.say(general, 'since');
    const { appended } = await loss.giveFrames(lost[1], lost[0]);
    const { epoch } = await log().directory();
    for (const [at, event] of [lost[1], lost[0]].entries()) {
      const first = parseEvent(present(event, 'lost').frame);
      const healed = parseEvent(present(appended[at], 'healed').frame);
      const numbers = { seq: since.seq + 1 + at, streamSeq: since.streamSeq + 1 + at };
      const itemNumber = (since.itemNumber ?? 0) + 1 + at;
      expect(healed.header).toEqual({
        ...first.header,
        ...numbers,
        itemNumber,
        epoch: 2,
        origin: { epoch: 1, seq: first.header.seq },
      });
      expect([healed.command, healed.signature]).toEqual([first.command, first.signature]);
      const input = eventMacInput(epoch.epochId, healed.header, commandHash(canonicalJson(healed.command)));
      expect(identity.isEventMac(input, healed.mac)).toBe(true);
      expect(healed.mac).not.toBe(first.mac);
    }
    const position = await headPosition(log());
    expect(position.seq).toBe(since.seq + 2);
  });

  it('[H4] an event is taken once, however often it is given and by whoever', async () => {
    const loss = await setupLoss(backend);
    const { log, lost, ben } = loss;
    await log().showPosition(loss.shown);
    await loss.giveFrames(lost[0], lost[0]);
    const again = json(present(lost[0], 'lost'));
    await loss.give([again], [], ben.personId);
    await loss.done();
    await log().openGate('healed');
    const { headSeq } = await log().stats();
    expect(await loss.giveFrames(lost[0], lost[0])).toMatchObject({
      outcomes: ['held', 'held'],
      appended: [],
      headSeq,
    });
    expect(await log().healingReport()).toMatchObject({
      returned: 1,
      givers: [{ personId: loss.ann.personId, events: 1 }],
    });
  });

  it('[H4] only what the log has no result for, and was not given, is wanted', async () => {
    const loss = await setupLoss(backend, undefined, async ({ ann, general }) => [await ann.say(general, 'kept')]);
    const { log, lost, ann, cleo } = loss;
    const kept = (await historyOf(loss, ann.personId)).map(parseEvent);
    await log().showPosition(loss.shown);
    await loss.giveFrames(lost[1]);
    const epochId = present(loss.shown.epochId, 'it is known');
    const pieces = [...lost.map(({ frame }) => parseEvent(frame)), ...kept].map(({ command, header, mac }) => ({
      personId: header.person,
      commandId: command.commandId,
      epochId,
      seq: header.seq,
      tag: mac,
    }));
    expect(await log().wantedPieces({ pieces })).toEqual([0, 2]);
    // The id of one person's command says nothing of another's.
    const others = pieces.map((piece) => ({ ...piece, personId: cleo.personId }));
    expect(await log().wantedPieces({ pieces: others })).toEqual(pieces.map((_, at) => at));
    await log().openGate('host');
    expect(await log().wantedPieces({ pieces })).toEqual([0, 2]);
  });

  it('[H4] what this server did not make is refused, and nobody is to blame', async () => {
    const loss = await setupOpened(backend);
    const [first] = loss.lost;
    const given = [
      altered(first, { at: 1 }),
      altered(first, { seq: 1 }),
      altered(first, { person: loss.ben.personId }),
      altered(first, { origin: { epoch: 1, seq: 1 } }),
      altered(first, { epoch: 2 }),
      { ...json(present(first, 'lost')), mac: 'A'.repeat(22) },
      { type: 'event' },
      'nothing',
    ];
    const back = await loss.give(given);
    expect(back).toMatchObject({ forged: 0, appended: [] });
    expect(back.outcomes).toEqual(given.map(() => 'refused'));
  });

  it('[H4] what this server made and its author did not sign is refused, and counted', async () => {
    const loss = await setupOpened(backend);
    const frame = json(present(loss.lost[0], 'lost'));
    const other = json(present(loss.lost[1], 'lost'));
    const back = await loss.give([{ ...frame, signature: other['signature'] }, frame]);
    expect(back).toMatchObject({ outcomes: ['refused', 'healed'], forged: 1 });
    // What the mac does not cover is the author's word: the header calls it what it is not.
    const renamed = altered(loss.lost[2], { kind: 'room.renamed' });
    expect(await loss.give([renamed])).toMatchObject({ outcomes: ['refused'], forged: 1 });
  });

  it('[H4] an event of an epoch that the log never had is known again by the id that the giver has of it', async () => {
    const loss = await setupOpened(backend);
    const said = await loss.ann.say(loss.general, 'of the other life');
    const other = await shownAtHead(loss.log());
    await loss.goBack();
    await loss.log().openGate('host');
    const lives = (epochId: EpochId) => [
      { epoch: 1, epochId: loss.epochId },
      { epoch: 2, epochId },
    ];
    expect(await loss.give([json(said)])).toMatchObject({ outcomes: ['refused'], forged: 0 });
    expect(await loss.give([json(said)], lives(epochIdOf(77)))).toMatchObject({ outcomes: ['refused'], forged: 0 });
    const back = await loss.give([json(said)], lives(present(other.epochId, 'it had one')));
    expect(back.outcomes).toEqual(['healed']);
    expect(back.appended.map(({ frame }) => parseEvent(frame).header.origin)).toEqual([{ epoch: 2, seq: said.seq }]);
  });

  it('[H4] what was healed and is lost again keeps its first origin, and its time', async () => {
    const loss = await setupOpened(backend);
    const [first] = loss.lost;
    const { appended } = await loss.giveFrames(first);
    const epochs = [{ epoch: 2, epochId: (await loss.log().directory()).epoch.epochId }];
    const shown = await shownAtHead(loss.log());
    await loss.goBack();
    await loss.log().showPosition(shown);
    await loss.log().openGate('host');
    const again = await loss.give(appended.map(json), epochs);
    expect(again.outcomes).toEqual(['healed']);
    const { header } = parseEvent(present(again.appended[0], 'healed').frame);
    const { at, seq } = parseEvent(present(first, 'lost').frame).header;
    expect(header).toMatchObject({ epoch: 3, at, origin: { epoch: 1, seq } });
  });

  it('[H4, D3] a late retry finds its result: the event as it was healed, and how it was signed first', async () => {
    const loss = await setupOpened(backend);
    const { ann, lost } = loss;
    const { appended } = await loss.giveFrames(lost[0]);
    const healed = parseEvent(present(appended[0], 'healed').frame);
    const { commandId, body, outboxId, number } = healed.command;
    const outcome = await ann.send('message.send', {}, { commandId, body });
    expect(outcome).toMatchObject({ type: 'accepted', event: null });
    expect(acceptedOf(outcome)).toMatchObject({
      header: healed.header,
      mac: healed.mac,
      number: ann.lastNumber,
      signed: { number, outboxId, signature: healed.signature },
    });
  });

  it('[H4] who was removed in what was lost is out again', async () => {
    let roomId = '' as RoomId;
    const invite = async ({ ann, ben }: LogWorld) => {
      roomId = await makeRoom({ ann });
      return [await ann.act('room.invite', { roomId, personId: ben.personId })];
    };
    const remove = async ({ ann, ben }: LogWorld) => [
      await ann.act('room.removeMember', { roomId, personId: ben.personId }),
    ];
    const loss = await setupLoss(backend, remove, invite);
    await loss.log().showPosition(loss.shown);
    await loss.giveFrames(...loss.lost);
    for (const { personId } of [loss.ann, loss.ben]) await loss.done(personId);
    await loss.log().openGate('healed');
    expect((await roomOf(loss, roomId)).memberIds).toEqual([loss.ann.personId]);
  });

  async function talkInNewRoom({ ann, ben }: LogWorld): Promise<AppendedEvent[]> {
    const made = await ann.act('room.create', { name: 'New', visibility: 'public', history: 'everything' });
    const roomId = present(roomOfStream(made.stream), 'it is a room');
    const invited = await ann.act('room.invite', { roomId, personId: ben.personId });
    return [made, invited, await ann.say(roomId, 'one'), await ben.say(roomId, 'two')];
  }

  it('[H6] what is said in a room waits until the room is given, also across a restart', async () => {
    const loss = await setupOpened(backend, talkInNewRoom);
    const [made, invited, one, two] = loss.lost;
    expect(await loss.giveFrames(two, invited, one)).toMatchObject({
      outcomes: ['parked', 'parked', 'parked'],
      appended: [],
    });
    expect(await loss.log().healingReport()).toMatchObject({ returned: 0, parked: 3 });
    await loss.restart();
    const { outcomes, appended } = await loss.giveFrames(made);
    expect(outcomes).toEqual(['healed']);
    expect(saidIn(appended.map(({ frame }) => frame))).toEqual(['room.created', 'room.invited', 'one', 'two']);
    expect(await loss.log().healingReport()).toMatchObject({ returned: 4, parked: 0 });
    expect(await loss.giveFrames(two)).toMatchObject({ outcomes: ['held'] });
  });

  it('[H6] what waits when the gate opens is not lost by it', async () => {
    const loss = await setupLoss(backend, talkInNewRoom);
    const [made, invited, one, two] = loss.lost;
    await loss.log().showPosition(loss.shown);
    await loss.giveFrames(two, one);
    await loss.done();
    expect(await loss.log().openGate('healed')).toBe(true);
    expect(await loss.log().healingReport()).toMatchObject({ returned: 0, parked: 2 });
    const { appended } = await loss.giveFrames(invited, made);
    expect(saidIn(appended.map(({ frame }) => frame))).toEqual(['room.created', 'room.invited', 'one', 'two']);
  });

  it('[H6] what somebody said waits until they are let in again, by whatever command', async () => {
    const loss = await setupOpened(backend, async ({ dan, general }) => {
      const admitted = await dan.act('person.admit', { displayName: 'Dan' });
      return [admitted, await dan.act('room.join', { roomId: general }), await dan.say(general, 'I am Dan')];
    });
    const [, joined, said] = loss.lost;
    expect(await loss.giveFrames(said, joined)).toMatchObject({ outcomes: ['parked', 'parked'] });
    const { outcomes, healed } = await loss.log().append([loss.dan.item('person.admit', { displayName: 'Dan' })]);
    expect(outcomes).toMatchObject([{ type: 'accepted' }]);
    expect(saidIn(healed.map(({ frame }) => frame))).toEqual(['room.joined', 'I am Dan']);
    expect((await roomOf(loss, loss.general)).memberIds).toContain(loss.dan.personId);
  });

  it('[H6] an admission that comes back lets in once, whatever is asked for since', async () => {
    const loss = await setupOpened(backend, async ({ dan }) => [await dan.act('person.admit', { displayName: 'Dan' })]);
    await loss.dan.act('person.admit', { displayName: 'Daniel' });
    const { people } = await loss.log().directory();
    const { appended } = await loss.giveFrames(loss.lost[0]);
    expect(appended.map(({ frame }) => parseEvent(frame).header.origin?.isOverruled)).toEqual([true]);
    expect((await loss.log().directory()).people).toEqual(people);
  });

  it.each([
    { first: 'the revocation', order: [1, 0] },
    { first: 'the link', order: [0, 1] },
  ])('[H6, P18] another’s device that an owner revoked comes back revoked, $first first', async ({ order }) => {
    const stolenKeys = createKeyPair(new Uint8Array(32).fill(9));
    const stolen = stolenKeys.publicKey as DeviceKey;
    const loss = await setupOpened(
      backend,
      async ({ ann, ben, serverId }) => {
        const link = { serverId, personId: ben.personId, linkedBy: ben.device };
        return [
          await ben.act('device.link', { device: stolen, proof: signDeviceLink(stolenKeys, link) }),
          await ann.act('device.revoke', { device: stolen }),
        ];
      },
      async ({ ann, log }) => {
        await log().actAsServer({ kind: 'person.setRole', body: { personId: ann.personId, role: 'owner' } });
        return [];
      },
    );
    const { log, ben } = loss;
    const standing = async () => (await log().login(stolen, ben.outboxId)).standing;
    expect(await standing()).toBe('unknown');
    for (const at of order) await loss.giveFrames(loss.lost[at]);
    expect(await log().healingReport()).toMatchObject({ returned: 2, parked: 0 });
    expect(await standing()).toBe('revoked');
  });
}
