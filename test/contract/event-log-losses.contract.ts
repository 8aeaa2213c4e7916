import { expect, it } from 'vitest';
import type { AppendedEvent, ShownByDevice } from '#main/storage/event-log.ts';
import { present } from '#shared/assert.ts';
import type { CommandId } from '#shared/domain/ids.ts';
import { eventOf } from './event-log-device.ts';
import { json, loseBehindCopy, nameOf, setupLoss, setupOpened, shownAtHead, type Doing } from './event-log-loss.ts';
import { parseEvent, type EventLogBackend, type LogWorld } from './event-log-setup.ts';

/** A log that lost something more than once, or was opened again before anybody noticed (H1 to H7). */
export function eventLogLossesContract(backend: EventLogBackend): void {
  const sayOne = async ({ ann, general }: LogWorld) => [await ann.say(general, 'lost')];

  const renameAnn: Doing = async ({ ann }) => [await ann.act('person.rename', { displayName: 'Anna' })];

  const commandIdOf = (event: AppendedEvent | undefined): CommandId =>
    parseEvent(present(event, 'it was lost').frame).command.commandId;

  it('[H3, H7] what was shown before the gate opened counts on in the epoch that begins meanwhile', async () => {
    const loss = await setupLoss(backend, renameAnn);
    const { cleo, log } = loss;
    await log().showPosition(loss.shown);
    // The copy is made behind the gate: what it knows of the loss is what was shown.
    const second = await loseBehindCopy(loss, async (world) => {
      await log().openGate('host');
      return sayOne(world);
    });
    expect(await log().showPosition(second.shown)).toBe('rolledBack');
    expect(await log().healingReport()).toMatchObject({ epoch: 3, missing: 2 });
    await loss.done(cleo.personId, second.shown);
    expect(await log().openGate('healed')).toBe(false);
    await loss.giveFrames(...loss.lost);
    expect(await log().openGate('healed')).toBe(true);
  });

  it('[H7] what was shown in an epoch whose gate opened counts in the next one once it is shown again', async () => {
    const loss = await setupOpened(backend);
    const { log } = loss;
    const { shown } = await loseBehindCopy(loss, sayOne);
    await log().showPosition(shown);
    expect(await log().healingReport()).toMatchObject({ missing: 1 });
    expect(await log().showPosition(loss.shown)).toBe('lost');
    expect(await log().healingReport()).toMatchObject({ missing: 4 });
  });

  it('[H5] what was set before a restart, and before anybody noticed, is later than what was lost', async () => {
    const loss = await setupLoss(backend, async ({ ann, general }) => [
      await ann.say(general, 'lost 1'),
      await ann.say(general, 'lost 2'),
      await ann.act('person.rename', { displayName: 'Lost' }),
    ]);
    const { ann, ben, log } = loss;
    await ann.act('person.rename', { displayName: 'Now' });
    await loss.restart();
    await ben.act('person.rename', { displayName: 'Benno' });
    expect(await log().showPosition(loss.shown)).toBe('rolledBack');
    await loss.giveFrames(...loss.lost);
    await log().openGate('host');
    expect(await nameOf(loss, ann.personId)).toBe('Now');
  });

  it('[H5] a position that is shown second says too that the two parted before it', async () => {
    let between = null as ShownByDevice | null;
    const loss = await setupLoss(backend, async ({ ann, general, log }) => {
      await ann.say(general, 'lost 1');
      between = await shownAtHead(log());
      return [await ann.say(general, 'lost 2'), await ann.act('person.rename', { displayName: 'Lost' })];
    });
    const { ann, ben, log } = loss;
    await ann.act('person.rename', { displayName: 'Now' });
    await loss.restart();
    await ben.act('person.rename', { displayName: 'Benno' });
    expect(await log().showPosition(loss.shown)).toBe('rolledBack');
    expect(await log().healingReport()).toMatchObject({ missing: 2 });
    expect(await log().showPosition(present(between, 'it was shown'))).toBe('lost');
    expect(await log().healingReport()).toMatchObject({ missing: 3 });
    expect(await log().showPosition(loss.shown)).toBe('lost');
    expect(await log().healingReport()).toMatchObject({ missing: 3 });
    await loss.giveFrames(loss.lost[1]);
    await log().openGate('host');
    expect(await nameOf(loss, ann.personId)).toBe('Now');
  });

  it('[H5] what was set in an old copy is later than what was lost of an epoch that the copy never knew', async () => {
    const loss = await setupOpened(backend);
    const { ann, log } = loss;
    await sayOne(loss);
    const lost = await ann.act('person.rename', { displayName: 'Lost' });
    const shown = await shownAtHead(log());
    await loss.goBack();
    await ann.act('person.rename', { displayName: 'Now' });
    expect(await log().showPosition(shown)).toBe('otherLife');
    const epochId = present(shown.epochId, 'it is known');
    await loss.give([json(lost)], [{ epoch: 2, epochId }]);
    await log().openGate('host');
    expect(await nameOf(loss, ann.personId)).toBe('Now');
  });

  it('[H5] what came back overruled, and was lost again, is overruled when it comes back again', async () => {
    const loss = await setupLoss(backend, async ({ ann, general }) => [
      await ann.say(general, 'lost'),
      await ann.act('person.rename', { displayName: 'Lost' }),
    ]);
    const { ann, log, lost } = loss;
    const own = await ann.act('person.rename', { displayName: 'Now' });
    expect(own.seq).toBeLessThan(lost[1]?.seq ?? 0);
    await log().showPosition(loss.shown);
    await log().openGate('host');
    const second = await loseBehindCopy(loss, async () => (await loss.giveFrames(lost[1])).appended);
    await log().showPosition(second.shown);
    await loss.giveFrames(...second.lost);
    await log().openGate('host');
    expect(await nameOf(loss, ann.personId)).toBe('Now');
  });

  it('[H3, H7] what was said first in a later life fills no place of an earlier one', async () => {
    const loss = await setupLoss(backend, renameAnn);
    const { ben, cleo, log } = loss;
    await log().showPosition(loss.shown);
    await log().openGate('host');
    const second = await loseBehindCopy(loss, async (world) => [
      await world.ben.act('person.rename', { displayName: 'Benno' }),
    ]);
    for (const shown of [second.shown, loss.shown]) await log().showPosition(shown);
    await loss.giveFrames(...second.lost);
    await loss.done(ben.personId, second.shown);
    // She was as far as anybody in the first life, and holds nothing of people.
    await loss.done(cleo.personId, loss.shown);
    expect(await log().healingReport()).toMatchObject({ missing: 1 });
    expect(await log().openGate('healed')).toBe(false);
  });

  it('[H3] what a device gives beyond the position that it shows leaves nothing open there', async () => {
    const loss = await setupLoss(backend, renameAnn);
    const { ben, log } = loss;
    await log().showPosition(loss.shown);
    let shown = loss.shown;
    const second = await loseBehindCopy(loss, async (world) => {
      await loss.giveFrames(...loss.lost);
      await loss.done();
      expect(await log().openGate('healed')).toBe(true);
      shown = await shownAtHead(log());
      return [await world.ben.act('person.rename', { displayName: 'Benno' })];
    });
    expect(await log().showPosition(second.shown)).toBe('rolledBack');
    await log().showPosition(shown);
    await loss.giveFrames(...second.lost);
    await loss.done(ben.personId, shown);
    expect(await log().openGate('healed')).toBe(false);
    // It stood in the later life too, and its author holds it from the earlier one alone.
    await loss.giveFrames(...loss.lost);
    expect(await log().openGate('healed')).toBe(true);
  });

  it('[H4, P14] of two that wait under one id and say different things, one is refused and missing', async () => {
    const loss = await setupOpened(backend, sayOne);
    const { log, lost } = loss;
    const commandId = commandIdOf(lost[0]);
    const second = await loseBehindCopy(loss, async ({ ann, general }) => {
      const content = { type: 'text', text: 'other words' } as const;
      return [eventOf(await ann.send('message.send', { roomId: general, content }, { commandId }))];
    });
    for (const shown of [second.shown, loss.shown]) await log().showPosition(shown);
    expect((await loss.giveFrames(...lost)).outcomes).toEqual(['healed']);
    expect((await loss.giveFrames(...second.lost)).outcomes).toEqual(['refused']);
    await loss.done();
    await loss.done(loss.ben.personId, second.shown);
    expect(await log().openGate('healed')).toBe(true);
    expect(await log().healingReport()).toMatchObject({ missing: 1, parked: 0, returned: 1 });
  });

  it('[H4] what was lost and sent again at the same place is asked for: another mac stands there', async () => {
    const loss = await setupLoss(backend, renameAnn);
    const { ann, ben, log, lost } = loss;
    const commandId = commandIdOf(lost[0]);
    const again = eventOf(await ann.send('person.rename', { displayName: 'Anna' }, { commandId }));
    expect(again.seq).toBe(lost[0]?.seq);
    expect(await log().showPosition(loss.shown)).toBe('rolledBack');
    const { header, mac } = parseEvent(present(lost[0], 'it was lost').frame);
    const epochId = present(loss.shown.epochId, 'it is known');
    const place = { personId: header.person, commandId, epochId, seq: header.seq };
    const ownMac = parseEvent(again.frame).mac;
    const wanted = (tag: string) => log().wantedPieces({ pieces: [{ ...place, tag }] });
    expect([await wanted(ownMac), await wanted(mac)]).toEqual([[], [0]]);
    await loss.done(ben.personId);
    expect(await log().openGate('healed')).toBe(false);
    expect((await loss.giveFrames(...lost)).outcomes).toEqual(['held']);
    expect(await log().openGate('healed')).toBe(true);
    expect(await log().healingReport()).toMatchObject({ missing: 0 });
  });

  /** A copy made behind the gate, in which a renaming waits; the log went on, and went back to it. */
  async function setupWaiting() {
    const loss = await setupLoss(backend, renameAnn);
    const { ann, log } = loss;
    await log().showPosition(loss.shown);
    await loss.giveFrames(...loss.lost);
    const second = await loseBehindCopy(loss, async (world) => {
      await loss.done();
      expect(await log().openGate('healed')).toBe(true);
      return sayOne(world);
    });
    expect(await log().showPosition(second.shown)).toBe('rolledBack');
    await loss.giveFrames(...second.lost);
    await loss.done(ann.personId, second.shown);
    return loss;
  }

  it('[H3] what waited in a copy that was made behind the gate fills its place in the life that went on from it', async () => {
    const { log } = await setupWaiting();
    expect(await log().healingReport()).toMatchObject({ epoch: 3, parked: 2, missing: 0 });
    expect(await log().openGate('healed')).toBe(true);
  });

  it('[H7] what waited through an epoch came back in the one in which it went into the log', async () => {
    const loss = await setupWaiting();
    await loss.log().openGate('healed');
    expect(await loss.log().healingReport()).toMatchObject({ epoch: 3, parked: 0, returned: 2 });
    expect(await nameOf(loss, loss.ann.personId)).toBe('Anna');
  });
}
