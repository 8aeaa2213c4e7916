import { expect, it } from 'vitest';
import type { ShownByDevice } from '#main/storage/event-log.ts';
import { present } from '#shared/assert.ts';
import type { RoomId } from '#shared/domain/ids.ts';
import { epochIdOf, personIdOf } from '#test/support/sample-ids.ts';
import { refusedOf } from './event-log-device.ts';
import { json, setupLoss, setupOpened, shownAtHead, type Loss } from './event-log-loss.ts';
import { makeRoom, page, parseEvent, type EventLogBackend } from './event-log-setup.ts';

/** How a log notices what it lost (H1, H2), and waits for it (H3, H7). */
export function eventLogEpochsContract(backend: EventLogBackend): void {
  const epochOf = async ({ log }: Pick<Loss, 'log'>) => {
    const { epoch, gate } = await log().directory();
    return { epoch: epoch.epoch, gate };
  };

  it('[H1] a position that the log holds begins nothing', async () => {
    const loss = await setupLoss(backend);
    expect(await loss.log().showPosition(loss.before)).toBe('held');
    expect(await epochOf(loss)).toEqual({ epoch: 1, gate: 'open' });
  });

  it('[H1] an authentic position of the present epoch that it does not hold begins another behind a gate', async () => {
    for (const isIdKnown of [true, false]) {
      const loss = await setupLoss(backend);
      const shown = isIdKnown ? loss.shown : { ...loss.shown, epochId: null };
      expect(await loss.log().planResume(loss.ann.personId, shown)).toEqual({
        mode: 'heal',
        isEpochBegun: true,
        isBeyond: true,
      });
      expect(await epochOf(loss)).toEqual({ epoch: 2, gate: 'closed' });
      await loss.restart();
      expect(await epochOf(loss)).toEqual({ epoch: 2, gate: 'closed' });
    }
  });

  it('[H1] a laptop that is back late heals, and restarts nothing', async () => {
    const loss = await setupOpened(backend);
    expect(await loss.log().showPosition(loss.shown)).toBe('lost');
    expect(await loss.log().planResume(loss.ben.personId, loss.shown)).toEqual({
      mode: 'heal',
      isEpochBegun: false,
      isBeyond: true,
    });
    expect(await epochOf(loss)).toEqual({ epoch: 2, gate: 'open' });
  });

  it('[H1] a position of the part that an earlier epoch shares with the log makes its device heal, and no other', async () => {
    const loss = await setupOpened(backend);
    expect(await loss.log().showPosition(loss.before)).toBe('earlier');
    expect(await loss.log().planResume(loss.ben.personId, loss.before)).toEqual({
      mode: 'heal',
      isEpochBegun: false,
      isBeyond: false,
    });
    expect(await epochOf(loss)).toEqual({ epoch: 2, gate: 'open' });
  });

  it('[H1] a forged position begins no epoch, whatever it says', async () => {
    const loss = await setupLoss(backend);
    const { position, epochId } = loss.shown;
    const forged: ShownByDevice[] = [
      { position: { ...position, mac: 'A'.repeat(22) }, epochId },
      { position: { ...position, seq: position.seq + 1 }, epochId },
      { position: { ...position, serverHead: position.serverHead + 1 }, epochId },
      { position: { ...position, epoch: 9 }, epochId },
      { position: { ...position, epoch: 9 }, epochId: null },
      { position, epochId: epochIdOf(77) },
    ];
    for (const shown of forged) expect(await loss.log().showPosition(shown)).toBe('forged');
    expect(await epochOf(loss)).toEqual({ epoch: 1, gate: 'open' });
  });

  it('[H1, H3] a life of the log that it never had begins an epoch above it, which only the host opens', async () => {
    const loss = await setupOpened(backend);
    await loss.ann.say(loss.general, 'of the other life');
    const other = await shownAtHead(loss.log());
    await loss.goBack();
    expect(await loss.log().showPosition(other)).toBe('otherLife');
    expect(await epochOf(loss)).toEqual({ epoch: 3, gate: 'host' });
    await loss.done();
    expect(await loss.log().openGate('healed')).toBe(false);
    expect(await loss.log().openGate('host')).toBe(true);
    expect(await loss.log().showPosition(other)).toBe('lost');
    expect(await epochOf(loss)).toEqual({ epoch: 3, gate: 'open' });
  });

  it('[H1] its number is the highest that was authentically shown, plus one', async () => {
    const loss = await setupLoss(backend);
    const [epochId, tag] = [epochIdOf(77), 'A'.repeat(22)];
    const mac = loss.identity.positionMac(`["${epochId}",41,3,1,"${tag}"]`);
    const position = { epoch: 41, seq: 3, serverHead: 1, tag, mac };
    expect(await loss.log().showPosition({ position, epochId })).toBe('otherLife');
    expect(await epochOf(loss)).toEqual({ epoch: 42, gate: 'host' });
  });

  it('[H1] an event of the present epoch that it does not hold shows the loss as a position does', async () => {
    const loss = await setupLoss(backend);
    expect(await loss.giveFrames(loss.lost[0])).toMatchObject({
      isEpochBegun: true,
      outcomes: ['healed'],
      appended: [],
    });
    expect(await epochOf(loss)).toEqual({ epoch: 2, gate: 'closed' });
    expect(await loss.giveFrames(loss.lost[1])).toMatchObject({ isEpochBegun: false, outcomes: ['healed'] });
  });

  it('[H2] the cut is the newest event offered that the log holds, by its place and its mac', async () => {
    const loss = await setupLoss(backend, undefined, async ({ ann, general }) => [await ann.say(general, 'kept')]);
    const { log, epochId, general, ann } = loss;
    const read = await log().readHistory(ann.personId, page(general, epochId));
    const kept = read.ok ? read.value.frames.map(parseEvent) : [];
    const offer = (events: readonly { header: { seq: number }; mac: string }[]) => ({
      offers: events.map(({ header, mac }) => ({ seq: header.seq, tag: mac })),
    });
    const lost = loss.lost.map(({ frame }) => parseEvent(frame));
    const newest = present(kept.at(-1), 'something was kept').header.seq;
    // Something else stands at the places of what was lost.
    await ann.say(general, 'since');
    expect(await log().findCut(offer([...lost, ...kept]))).toBe(newest);
    expect(await log().findCut(offer([...lost, ...kept.slice(0, 2)]))).toBe(kept[1]?.header.seq);
    expect(await log().findCut(offer(lost))).toBe(0);
    expect(await log().findCut({ offers: [] })).toBe(0);
  });

  it('[H7] of a life that it never had, no more is said to be missing than the log itself cannot have', async () => {
    const loss = await setupOpened(backend);
    await loss.ann.say(loss.general, 'of the other life');
    const other = await shownAtHead(loss.log());
    await loss.goBack();
    const { seq } = (await shownAtHead(loss.log())).position;
    await loss.log().showPosition(other);
    expect(await loss.log().healingReport()).toMatchObject({ missing: other.position.seq - seq });
  });

  it('[H3] while the gate is closed nothing is taken and nothing told', async () => {
    const loss = await setupLoss(backend);
    const { ann, general, log, before } = loss;
    await log().showPosition(loss.shown);
    const outcome = await ann.send('message.send', { roomId: general });
    expect(refusedOf(outcome)).toMatchObject({ isFinal: false, error: { type: 'healing' } });
    for (const shown of [null, before, loss.shown]) {
      expect(await log().planResume(ann.personId, shown)).toMatchObject({ mode: 'heal', isEpochBegun: false });
    }
    await loss.done();
    expect(await log().openGate('healed')).toBe(true);
    ann.lastNumber -= 1;
    expect(await ann.send('message.send', { roomId: general })).toMatchObject({ type: 'accepted' });
  });

  it('[H3] it opens when somebody has healed and all is back that was shown of people, and not before', async () => {
    const loss = await setupLoss(backend, async ({ ann, general }) => [
      await ann.act('person.rename', { displayName: 'Anna' }),
      await ann.say(general, 'lost'),
      await ann.act('person.rename', { displayName: 'Annette' }),
    ]);
    const [first, said, second] = loss.lost;
    await loss.log().showPosition(loss.shown);
    await loss.giveFrames(first, said);
    expect(await loss.done()).toEqual({ gate: 'closed', opened: [], healed: null });
    expect(await loss.log().openGate('healed')).toBe(false);
    await loss.giveFrames(second);
    expect(await loss.log().openGate('healed')).toBe(true);
    expect(await loss.log().openGate('healed')).toBe(false);
    expect(await epochOf(loss)).toEqual({ epoch: 2, gate: 'open' });
    expect(await loss.done()).toEqual({ gate: 'open', opened: [], healed: null });
  });

  it('[H3] it does not open where all is back, and nobody says that they gave everything', async () => {
    const loss = await setupLoss(backend);
    await loss.log().showPosition(loss.shown);
    await loss.giveFrames(...loss.lost);
    expect(await loss.log().openGate('healed')).toBe(false);
    await loss.restart();
    await loss.done();
    expect(await loss.log().openGate('healed')).toBe(true);
  });

  it('[H3] the host goes on without what has not come back', async () => {
    const loss = await setupLoss(backend, async ({ ann }) => [await ann.act('person.rename', { displayName: 'Anna' })]);
    await loss.log().showPosition(loss.shown);
    await loss.done();
    expect(await loss.log().openGate('healed')).toBe(false);
    expect(await loss.log().openGate('host')).toBe(true);
    expect(await epochOf(loss)).toEqual({ epoch: 2, gate: 'open' });
  });

  it('[H3, H4] whoever comes later gives back all the same', async () => {
    const loss = await setupOpened(backend);
    const { outcomes, appended } = await loss.giveFrames(...loss.lost);
    expect(outcomes).toEqual(['healed', 'healed', 'healed']);
    expect(appended.map(({ frame }) => parseEvent(frame).header.origin?.seq)).toEqual(loss.lost.map(({ seq }) => seq));
  });

  it('[H3] a key that nobody knows opens no gate, whatever position it shows', async () => {
    const loss = await setupLoss(backend);
    await loss.log().showPosition(loss.shown);
    await loss.done(personIdOf(99));
    expect(await loss.log().openGate('healed')).toBe(false);
    await loss.done();
    expect(await loss.log().openGate('healed')).toBe(true);
  });

  it('[H7] it is said how many came back from whom, how many are known to be missing, and how many wait', async () => {
    let roomId = '' as RoomId;
    const loss = await setupLoss(backend, async ({ ann, ben, general }) => {
      const said = [await ann.say(general, '1'), await ben.say(general, '2'), await ann.say(general, '3')];
      roomId = await makeRoom({ ann });
      return [...said, await ann.say(roomId, 'in the room'), await ann.say(general, '5')];
    });
    const { log, ann, ben } = loss;
    await log().showPosition(loss.shown);
    expect(await log().healingReport()).toMatchObject({ returned: 0, givers: [], missing: 6, parked: 0 });
    const [first, second, third, inRoom] = loss.lost.map(json);
    await loss.give([first], [], ann.personId);
    await loss.give([first, second, third, inRoom], [], ben.personId);
    expect(await log().healingReport()).toMatchObject({ returned: 0, missing: 2, parked: 4 });
    await loss.done();
    expect(await log().openGate('healed')).toBe(true);
    const givers = [
      { personId: ben.personId, events: 2 },
      { personId: ann.personId, events: 1 },
    ];
    expect(await log().healingReport()).toMatchObject({ returned: 3, givers, missing: 2, parked: 1 });
  });
}
