import { expect, it } from 'vitest';
import type { AppendedEvent } from '#main/storage/event-log.ts';
import { present } from '#shared/assert.ts';
import type { CommandId, RoomId } from '#shared/domain/ids.ts';
import { json, nameOf, roomOf, setupLoss, shownAtHead, type Loss } from './event-log-loss.ts';
import { makeRoom, page, parseEvent, saidIn, type EventLogBackend, type LogWorld } from './event-log-setup.ts';

/** A log that went on, in the same epoch, before anybody noticed that it had gone back (H1 to H7). */
export function eventLogLivesContract(backend: EventLogBackend): void {
  const offered = ({ shown }: Loss, event: AppendedEvent | undefined) => {
    const { header, command, mac } = parseEvent(present(event, 'it was lost').frame);
    const epochId = present(shown.epochId, 'it is known');
    return { personId: header.person, commandId: command.commandId, epochId, seq: header.seq, tag: mac };
  };

  const rename = async ({ ann, general }: LogWorld) => [
    await ann.say(general, 'lost'),
    await ann.act('person.rename', { displayName: 'Anna' }),
  ];

  const commandIdOf = (event: AppendedEvent | undefined): CommandId =>
    parseEvent(present(event, 'it was lost').frame).command.commandId;

  it('[H3] what was lost and sent again since is asked for, so that nothing of people is missing', async () => {
    const loss = await setupLoss(backend, rename);
    const { ann, log, lost } = loss;
    await ann.send('person.rename', { displayName: 'Anna' }, { commandId: commandIdOf(lost[1]) });
    await log().showPosition(loss.shown);
    expect(await log().wantedPieces({ pieces: lost.map((event) => offered(loss, event)) })).toEqual([0, 1]);
    expect((await loss.giveFrames(lost[0])).outcomes).toEqual(['healed']);
    await loss.done();
    expect(await log().openGate('healed')).toBe(false);
    expect((await loss.giveFrames(lost[1])).outcomes).toEqual(['held']);
    expect(await log().wantedPieces({ pieces: lost.map((event) => offered(loss, event)) })).toEqual([]);
    expect(await log().openGate('healed')).toBe(true);
    expect(await log().healingReport()).toMatchObject({ missing: 0, returned: 1 });
  });

  it('[H3] what the log took itself is not what was lost, though it stands at the same place of the same epoch', async () => {
    const loss = await setupLoss(backend, rename);
    const { ben, log, lost } = loss;
    // The same streamSeq of the same stream as the renaming that was lost.
    const own = await ben.act('person.rename', { displayName: 'Benno' });
    expect(own.streamSeq).toBe(lost[1]?.streamSeq);
    await log().showPosition(loss.shown);
    expect(await log().wantedPieces({ pieces: [offered(loss, own)] })).toEqual([]);
    await loss.giveFrames(lost[0], own);
    await loss.done();
    expect(await log().openGate('healed')).toBe(false);
    await loss.giveFrames(lost[1]);
    expect(await log().openGate('healed')).toBe(true);
    expect([await nameOf(loss, loss.ann.personId), await nameOf(loss, ben.personId)]).toEqual(['Anna', 'Benno']);
  });

  it('[H7] what the log took itself is not among what is missing', async () => {
    const loss = await setupLoss(backend);
    await loss.ben.say(loss.general, 'since');
    await loss.log().showPosition(loss.shown);
    expect(await loss.log().healingReport()).toMatchObject({ missing: 3 });
    await loss.giveFrames(...loss.lost.slice(0, 2));
    expect(await loss.log().healingReport()).toMatchObject({ missing: 1 });
  });

  it('[H5] what was set before anybody noticed is later than what was lost, whatever its number', async () => {
    const loss = await setupLoss(backend, rename);
    const { ann, log, lost } = loss;
    const own = await ann.act('person.rename', { displayName: 'Annette' });
    expect(own.seq).toBeLessThan(lost[1]?.seq ?? 0);
    await log().showPosition(loss.shown);
    await loss.giveFrames(...lost);
    await loss.done();
    expect(await log().openGate('healed')).toBe(true);
    expect(await nameOf(loss, ann.personId)).toBe('Annette');
  });

  it('[H5] who was put out before anybody noticed stays out, whatever the number of what let them in', async () => {
    const loss = await setupLoss(backend, async ({ ann, ben, general }) => [
      await ann.say(general, 'lost'),
      await ben.act('room.leave', { roomId: general }),
      await ben.act('room.join', { roomId: general }),
    ]);
    const { ben, general, log, lost } = loss;
    await ben.act('room.leave', { roomId: general });
    await log().showPosition(loss.shown);
    await loss.giveFrames(...lost);
    await loss.done();
    expect(await log().openGate('healed')).toBe(true);
    expect((await roomOf(loss, general)).memberIds).not.toContain(ben.personId);
  });

  it('[H4, P14] what its author says otherwise now, under the same id, is neither replaced nor claimed to be back', async () => {
    const loss = await setupLoss(backend);
    const { ann, general, log, lost } = loss;
    const content = { type: 'text', text: 'never said that' } as const;
    await ann.send('message.send', { roomId: general, content }, { commandId: commandIdOf(lost[0]) });
    await log().showPosition(loss.shown);
    expect((await loss.give(lost.map(json))).outcomes).toEqual(['refused', 'healed', 'healed']);
    expect(await log().wantedPieces({ pieces: lost.map((event) => offered(loss, event)) })).toEqual([]);
    await loss.done();
    expect(await log().openGate('healed')).toBe(true);
    const { epochId } = await shownAtHead(log());
    const read = await log().readHistory(ann.personId, page(general, present(epochId, 'it is known')));
    expect(read.ok && saidIn(read.value.frames).slice(-3)).toEqual(['never said that', 'lost 2', 'lost 3']);
    expect(await log().healingReport()).toMatchObject({ missing: 1, returned: 2 });
  });

  it('[H6] what waits for a room is there when the room comes, and so is what waits for that', async () => {
    const loss = await setupLoss(backend, async ({ ann, ben, dan, general }) => {
      const said = await ann.say(general, 'lost');
      const admitted = await dan.act('person.admit', { displayName: 'Dan' });
      const opened = await ben.act('direct.open', { personIds: [dan.personId] });
      const roomId = opened.stream.slice('room:'.length) as RoomId;
      return [said, admitted, opened, await ben.say(roomId, 'to Dan')];
    });
    const { log, lost } = loss;
    await log().showPosition(loss.shown);
    await log().openGate('host');
    const [, admitted, opened, said] = lost;
    for (const event of [said, opened]) expect((await loss.giveFrames(event)).outcomes).toEqual(['parked']);
    const { appended } = await loss.giveFrames(admitted);
    expect(appended.map(({ frame }) => parseEvent(frame).header.kind)).toEqual([
      'person.admitted',
      'direct.opened',
      'message.posted',
    ]);
    expect(await log().healingReport()).toMatchObject({ parked: 0 });
  });

  it('[I8] who came into a room before anybody noticed gets nothing of what was lost there', async () => {
    let roomId = '' as RoomId;
    const keep = async ({ ann, ben, general }: LogWorld) => {
      roomId = await makeRoom({ ann });
      return [await ann.say(general, 'kept'), await ann.act('room.invite', { roomId, personId: ben.personId })];
    };
    const lose = async ({ ann, general }: LogWorld) => [
      await ann.say(general, 'lost'),
      await ann.say(roomId, 'secret'),
    ];
    const loss = await setupLoss(backend, lose, keep);
    const { ann, ben, cleo, log, lost } = loss;
    const invited = await ann.act('room.invite', { roomId, personId: cleo.personId });
    expect(invited.seq).toBeLessThan(lost[1]?.seq ?? 0);
    await log().showPosition(loss.shown);
    await log().openGate('host');
    const { appended } = await loss.giveFrames(...lost);
    expect(appended.map(({ hidden }) => hidden?.from ?? [])).toEqual([[], [cleo.personId]]);
    const { epoch } = await log().directory();
    for (const [who, type] of [
      [ann, 'event'],
      [ben, 'event'],
      [cleo, 'event.bare'],
    ] as const) {
      const read = await log().readHistory(who.personId, page(roomId, epoch.epochId));
      const last = present(read.ok ? read.value.frames.at(-1) : null, 'it is there');
      expect(JSON.parse(last)).toMatchObject({ type });
    }
  });

  it('[H1] an event of the present epoch that stood elsewhere shows the loss, though its command was sent again', async () => {
    const loss = await setupLoss(backend);
    const { ann, general, log, lost } = loss;
    const content = { type: 'text', text: 'lost 3' } as const;
    await ann.send('message.send', { roomId: general, content }, { commandId: commandIdOf(lost[2]) });
    expect(await loss.giveFrames(lost[2])).toMatchObject({ outcomes: ['held'], isEpochBegun: true });
    expect((await log().directory()).gate).toBe('closed');
  });

  it('[H6, P14] what waits, and is said otherwise before it can go in, is missing', async () => {
    const loss = await setupLoss(backend, async ({ dan, general }) => [
      await dan.act('person.admit', { displayName: 'Dan' }),
      await dan.act('room.join', { roomId: general }),
      await dan.say(general, 'lost'),
    ]);
    const { dan, general, log, lost } = loss;
    await log().showPosition(loss.shown);
    await log().openGate('host');
    expect((await loss.giveFrames(lost[2])).outcomes).toEqual(['parked']);
    expect(await log().healingReport()).toMatchObject({ missing: 2, parked: 1 });
    const content = { type: 'text', text: 'never said that' } as const;
    await dan.append(
      dan.item('person.admit', { displayName: 'Dan' }),
      dan.item('room.join', { roomId: general }),
      dan.item('message.send', { roomId: general, content }, { commandId: commandIdOf(lost[2]) }),
    );
    expect(await log().healingReport()).toMatchObject({ missing: 3, parked: 0, returned: 0 });
  });
}
