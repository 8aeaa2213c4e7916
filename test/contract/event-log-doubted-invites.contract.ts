import { expect, it } from 'vitest';
import type { RoomId } from '#shared/domain/ids.ts';
import { inviteIdOf } from '#test/support/sample-ids.ts';
import { eventOf, refusedOf, type TestDevice } from './event-log-device.ts';
import { actInvited, invite, inviteId, makeOwners } from './event-log-invited.ts';
import { roomOf, setupLoss, type Doing } from './event-log-loss.ts';
import { makeRoom, page, type EventLogBackend, type LogWorld } from './event-log-setup.ts';

/** What invites are worth while the log knows that something of what it lost is missing, or a room is closed (H3, T6). */
export function eventLogDoubtedInvitesContract(backend: EventLogBackend): void {
  const granted = async ({ log }: Pick<LogWorld, 'log'>, who: TestDevice) =>
    (await log().login(who.device, who.outboxId)).grantedRoomIds;

  /** Ann and Ben are in a private room that Ann made, and an invite of hers leads into it. */
  async function setupLedInto(lose: (world: LogWorld, roomId: RoomId) => ReturnType<Doing>, maxUses = 9) {
    let roomId = '' as RoomId;
    const loss = await setupLoss(
      backend,
      (world) => lose(world, roomId),
      async (world) => {
        await makeOwners(world);
        const { ann, ben } = world;
        roomId = await makeRoom({ ann }, { history: 'everything' });
        const asked = await ann.act('room.invite', { roomId, personId: ben.personId });
        return [asked, await invite(ann, { roomIds: [roomId], maxUses })];
      },
    );
    await loss.log().showPosition(loss.shown);
    return { ...loss, roomId };
  }

  it('[H3, T6] an invite leads nobody back into a closed room who was put out of it', async () => {
    const loss = await setupLedInto(async ({ ann, dan }, roomId) => [
      eventOf(await actInvited(dan, 'person.admit', { displayName: 'Dan', inviteId })),
      await dan.act('room.join', { roomId }),
      await ann.act('room.removeMember', { roomId, personId: dan.personId }),
      await ann.say(roomId, 'without Dan'),
    ]);
    const { ann, ben, dan, log, roomId } = loss;
    await loss.giveFrames(...loss.lost);
    await loss.done(ann.personId);
    expect(await log().openGate('healed')).toBe(true);
    expect(await log().healingReport()).toMatchObject({ missing: 0, parked: 3, closedRooms: 1 });
    expect(await granted(loss, dan)).toEqual([]);
    const error = { type: 'room_not_found', roomId };
    expect(refusedOf(await dan.send('room.join', { roomId }))).toMatchObject({ error });
    // Who heard of it is no witness of a room that they are not in.
    expect(await loss.done(dan.personId)).toMatchObject({ opened: [] });
    expect((await loss.done(ben.personId)).opened).toMatchObject([{ roomId }]);
    expect((await roomOf(loss, roomId)).memberIds.toSorted()).toEqual([ann.personId, ben.personId].toSorted());
    expect(await granted(loss, dan)).toEqual([]);
    expect(refusedOf(await dan.send('room.join', { roomId }))).toMatchObject({ error });
    const { epoch } = await log().directory();
    const seen = JSON.stringify(await log().readHistory(dan.personId, page(roomId, epoch.epochId)));
    expect(seen).not.toContain('without Dan');
  });

  it('[H3, T6] an invite leads into a closed room once that has opened', async () => {
    const loss = await setupLedInto(async ({ dan }) => [
      eventOf(await actInvited(dan, 'person.admit', { displayName: 'Dan', inviteId })),
    ]);
    const { ann, ben, cleo, dan, log, roomId } = loss;
    await loss.giveFrames(...loss.lost);
    await loss.done(ann.personId);
    expect(await log().openGate('healed')).toBe(true);
    eventOf(await actInvited(cleo, 'invite.accept', { inviteId }));
    expect([await granted(loss, dan), await granted(loss, cleo)]).toEqual([[], []]);
    await loss.done(ben.personId);
    expect([await granted(loss, dan), await granted(loss, cleo)]).toEqual([[roomId], [roomId]]);
    await dan.act('room.join', { roomId });
  });

  it('[H3, T6] nobody makes an invite into a room that is closed', async () => {
    const loss = await setupLedInto(async ({ ann, ben }, roomId) => [
      await ann.act('room.removeMember', { roomId, personId: ben.personId }),
    ]);
    const { ann, ben, cleo, general, log, roomId } = loss;
    await loss.giveFrames(...loss.lost);
    await loss.done(ann.personId);
    expect(await log().openGate('healed')).toBe(true);
    const expiresAt = (await log().latestAt()) + 3_600_000;
    const body = { inviteId: inviteIdOf(2), roomIds: [general, roomId], expiresAt };
    expect(refusedOf(await ben.send('invite.create', body))).toMatchObject({ error: { type: 'room_closed', roomId } });
    await ann.act('person.setRole', { personId: cleo.personId, role: 'moderator' });
    await cleo.act('room.join', { roomId: general });
    const unknown = refusedOf(await cleo.send('invite.create', body));
    expect(unknown).toMatchObject({ error: { type: 'room_not_found', roomId } });
    await loss.done(ben.personId);
    expect(refusedOf(await ben.send('invite.create', body))).toMatchObject({ error: { type: 'room_not_found' } });
    await ann.act('invite.create', body);
  });

  /** An invite from before the copy; the gate is open, and what Ben did is missing. */
  async function setupMissing(lose: Doing, more: Doing = async ({ ann }) => [await invite(ann, { maxUses: 9 })]) {
    const loss = await setupLoss(backend, lose, async (world) => {
      await makeOwners(world);
      return more(world);
    });
    await loss.log().showPosition(loss.shown);
    await loss.done(loss.ann.personId);
    expect(await loss.log().openGate('healed')).toBe(true);
    const come = (number: number, named = inviteId) => {
      const who = loss.device(number);
      const item = who.item('person.admit', { displayName: `Eve ${number}`, inviteId: named });
      return who.append({ ...item, inviteId: named });
    };
    return { ...loss, come };
  }

  const forNow = { isFinal: false, error: { type: 'healing' } };

  it('[H3, T6] an invite that was taken back in what is missing lets nobody in, then or later', async () => {
    const loss = await setupMissing(async ({ ben }) => [await ben.act('invite.revoke', { inviteId })]);
    expect(refusedOf(await loss.come(9))).toMatchObject(forNow);
    // A token that is none is no reason to wait.
    expect(refusedOf(await loss.come(9, inviteIdOf(7)))).toMatchObject({ error: { type: 'invite_invalid' } });
    const accepted = refusedOf(await actInvited(loss.cleo, 'invite.accept', { inviteId }));
    expect(accepted).toMatchObject({ isFinal: true, error: { type: 'invite_invalid' } });
    await loss.giveFrames(...loss.lost);
    expect(refusedOf(await loss.come(9))).toMatchObject({ error: { type: 'invite_invalid' } });
  });

  it('[H3, T6] an invite from before lets people in again once all is back, and one made since at once', async () => {
    const loss = await setupMissing(async ({ ben, general }) => [await ben.say(general, 'lost')]);
    expect(refusedOf(await loss.come(9))).toMatchObject(forNow);
    await invite(loss.ann, { inviteId: inviteIdOf(2) });
    expect(await loss.come(8, inviteIdOf(2))).toMatchObject({ type: 'accepted' });
    await loss.giveFrames(...loss.lost);
    expect(await loss.come(9)).toMatchObject({ type: 'accepted' });
  });

  it('[H3, T6] an invite that came back may have been taken back as well', async () => {
    const made: Doing = async ({ ann, ben }) => [await invite(ann), await ben.act('invite.revoke', { inviteId })];
    const loss = await setupMissing(made, () => Promise.resolve([]));
    await loss.giveFrames(loss.lost[0]);
    expect(refusedOf(await loss.come(9))).toMatchObject(forNow);
  });

  it('[H3, T6] the host goes on without what is missing, once, and invites from before let people in', async () => {
    const loss = await setupMissing(async ({ ben, general }) => [await ben.say(general, 'lost')]);
    expect(refusedOf(await loss.come(9))).toMatchObject(forNow);
    expect(await loss.log().openGate('host')).toBe(true);
    expect(await loss.come(9)).toMatchObject({ type: 'accepted' });
    expect(await loss.log().healingReport()).toMatchObject({ missing: 1 });
    expect(await loss.log().openGate('host')).toBe(false);
  });

  it('[H3, T6] who came by such an invite before is led into its rooms once all is back', async () => {
    const loss = await setupMissing(
      async ({ ben, general }) => [await ben.say(general, 'lost')],
      async ({ ann, cleo, general }) => {
        await ann.act('person.setRole', { personId: cleo.personId, role: 'guest' });
        await invite(ann, { roomIds: [general], maxUses: 9, role: 'guest' });
        return [eventOf(await actInvited(cleo, 'invite.accept', { inviteId }))];
      },
    );
    const { cleo, general } = loss;
    expect(await granted(loss, cleo)).toEqual([]);
    expect(refusedOf(await cleo.send('room.join', { roomId: general }))).toMatchObject({
      error: { type: 'not_allowed' },
    });
    await loss.giveFrames(...loss.lost);
    expect(await granted(loss, cleo)).toEqual([general]);
    await cleo.act('room.join', { roomId: general });
  });
}
