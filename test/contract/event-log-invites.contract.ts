import { expect, it } from 'vitest';
import type { AppendOutcome } from '#main/storage/event-log.ts';
import { eventOf, refusedOf, type TestDevice } from './event-log-device.ts';
import { actInvited, invite, inviteId, makeOwners } from './event-log-invited.ts';
import { setupOpened, type Doing } from './event-log-loss.ts';
import { makeRoom, setupEventLog, type EventLogBackend, type LogWorld } from './event-log-setup.ts';

const revoked: Doing = async ({ ann, ben }) => [await invite(ann), await ben.act('invite.revoke', { inviteId })];

const usedUp: Doing = async ({ ann, dan }) => [
  await invite(ann),
  eventOf(await actInvited(dan, 'person.admit', { displayName: 'Dan', inviteId })),
];

const acceptedBy: Doing = async ({ ann, cleo }) => [
  await invite(ann, { role: 'moderator' }),
  eventOf(await actInvited(cleo, 'invite.accept', { inviteId })),
];

/** What an invite is worth, whatever became of it (T6). */
export function eventLogInvitesContract(backend: EventLogBackend): void {
  const openInvites = async ({ log, ann }: Pick<LogWorld, 'log' | 'ann'>) => {
    const page = await log().listInvites(ann.personId, {});
    const listed = page.ok ? page.value.invites.map((each) => [each.inviteId, each.uses]) : page;
    return { listed, isGood: await log().isInviteGood(inviteId) };
  };
  const refusal = async (outcome: Promise<AppendOutcome>) => refusedOf(await outcome).error.type;
  const none = { listed: [], isGood: false };

  it.each([
    ['was taken back', revoked],
    ['was used up', usedUp],
  ] as const)('[H4, H6, T6] an invite that %s comes back so, in whatever order', async (_, lose) => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const loss = await setupOpened(backend, lose, makeOwners);
      const { outcomes } = await loss.giveFrames(...order.map((place) => loss.lost[place]));
      expect(outcomes).toEqual(['healed', 'healed']);
      expect(await openInvites(loss)).toEqual(none);
      const eve = actInvited(loss.device(9), 'person.admit', { displayName: 'Eve', inviteId });
      expect(await refusal(eve)).toBe('invite_invalid');
    }
  });

  it('[H6, T6] an invite that comes back behind a use of it is used that often, and no more', async () => {
    const loss = await setupOpened(
      backend,
      async ({ ann, dan }) => [
        await invite(ann, { maxUses: 3 }),
        eventOf(await actInvited(dan, 'person.admit', { displayName: 'Dan', inviteId })),
      ],
      makeOwners,
    );
    await loss.giveFrames(loss.lost[1], loss.lost[0]);
    expect(await openInvites(loss)).toEqual({ listed: [[inviteId, 1]], isGood: true });
    await actInvited(loss.device(9), 'person.admit', { displayName: 'Eve', inviteId });
    expect(await openInvites(loss)).toEqual({ listed: [[inviteId, 2]], isGood: true });
  });

  it('[H5, T6] a use counts that comes back overruled', async () => {
    const loss = await setupOpened(backend, acceptedBy, makeOwners);
    const { ann, cleo } = loss;
    await ann.act('person.setRole', { personId: cleo.personId, role: 'guest' });
    await loss.giveFrames(...loss.lost);
    const people = (await loss.log().directory()).people.find(({ personId }) => personId === cleo.personId);
    expect(people?.role).toBe('guest');
    expect(await openInvites(loss)).toEqual(none);
  });

  it('[T6] leads back into no private room that somebody was put out of', async () => {
    const world = await setupEventLog(backend);
    await makeOwners(world);
    const { ann, ben, cleo, log } = world;
    const roomId = await makeRoom(world);
    const granted = async (who: TestDevice) => (await log().login(who.device, who.outboxId)).grantedRoomIds;
    await invite(ann, { roomIds: [roomId], maxUses: 9 });
    await actInvited(cleo, 'invite.accept', { inviteId });
    expect(await granted(cleo)).toEqual([roomId]);
    await cleo.act('room.join', { roomId });
    expect(await granted(cleo)).toEqual([]);
    await ann.act('room.removeMember', { roomId, personId: cleo.personId });
    expect(await actInvited(cleo, 'invite.accept', { inviteId })).toMatchObject({ type: 'accepted', event: null });
    expect(await granted(cleo)).toEqual([]);
    expect(await refusal(cleo.send('room.join', { roomId }))).toBe('room_not_found');

    await actInvited(ben, 'invite.accept', { inviteId });
    expect(await granted(ben)).toEqual([roomId]);
    await ann.act('room.leave', { roomId });
    expect(await granted(ben), 'its maker is not there any more').toEqual([]);
    expect(await refusal(ben.send('room.join', { roomId }))).toBe('room_not_found');
  });

  it.each([
    ['the invite was taken back', 'invite.revoke', { inviteId }],
    ['its maker is banned', 'person.setStanding', { standing: 'banned' }],
    ['its maker is deactivated', 'person.setStanding', { standing: 'deactivated' }],
    ['its maker is a guest', 'person.setRole', { role: 'guest' }],
  ] as const)('[T6] leads into no private room any more once %s', async (_, kind, body) => {
    const world = await setupEventLog(backend);
    await makeOwners(world);
    const { ann, ben, cleo, log } = world;
    const roomId = await makeRoom(world);
    const granted = async () => (await log().login(cleo.device, cleo.outboxId)).grantedRoomIds;
    await invite(ann, { roomIds: [roomId], maxUses: 9 });
    await actInvited(cleo, 'invite.accept', { inviteId });
    expect(await granted()).toEqual([roomId]);
    eventOf(await ben.send(kind, kind === 'invite.revoke' ? body : { ...body, personId: ann.personId }));
    expect(await granted()).toEqual([]);
    expect(await refusal(cleo.send('room.join', { roomId }))).toBe('room_not_found');
  });

  it('[H4, T7] whoever was let in comes in by a word that came back, while whoever said it could say it', async () => {
    for (const [standing, type] of [
      ['active', 'accepted'],
      ['banned', 'refused'],
    ] as const) {
      const loss = await setupOpened(
        backend,
        async ({ ben, dan }) => [await ben.act('knock.accept', { device: dan.device, role: 'member' })],
        async (world) => {
          await makeOwners(world);
          return [await world.ann.act('server.setDoor', { door: 'invite', openUntil: 0 })];
        },
      );
      if (standing === 'banned')
        await loss.ann.act('person.setStanding', { personId: loss.ben.personId, standing: 'banned' });
      await loss.giveFrames(...loss.lost);
      const outcome = await loss.dan.send('person.admit', { displayName: 'Dan' });
      expect([standing, outcome.type]).toEqual([standing, type]);
    }
  });
}
