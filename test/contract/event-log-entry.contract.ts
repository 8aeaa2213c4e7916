import { expect, it } from 'vitest';
import type { AppendedEvent } from '#main/storage/event-log.ts';
import type { CommandKind } from '#shared/domain/command.ts';
import type { PersonRole } from '#shared/domain/role.ts';
import { inviteIdOf } from '#test/support/sample-ids.ts';
import { eventOf, refusedOf } from './event-log-device.ts';
import { loseBehindCopy, setupLoss, setupOpened, type Doing } from './event-log-loss.ts';
import { closeDoor, isBlocked, makeOwner, personOf, soon } from './event-log-registers.ts';
import { makeRoom, type EventLogBackend, type LogWorld } from './event-log-setup.ts';

/** What is done about who comes in and what they may do; rooms, reports and what is said have tests of their own. */
type EntryKind = Exclude<CommandKind, `room.${string}` | `report.${string}` | 'direct.open' | 'message.send'>;

interface Act {
  readonly what: string;
  /** Before the copy; Ann is an owner in any case. */
  readonly keep?: Doing;
  readonly lose: Doing;
  /** What is so, without changing it. */
  readonly read: (world: LogWorld) => Promise<unknown>;
}

const newKey = 9;
const inviteId = inviteIdOf(8);

const acts: Readonly<Record<EntryKind, Act>> = {
  'server.setDoor': {
    what: 'the door is as it was',
    lose: async ({ ann }) => [
      await ann.act('server.setDoor', { door: 'knock' }),
      await ann.act('server.setDoor', { door: 'invite' }),
    ],
    read: answerToStranger,
  },
  'knock.accept': {
    what: 'a stranger who was let in is',
    keep: closeDoor,
    lose: async ({ ann, dan: { device } }) => [
      await ann.act('knock.accept', { device, role: 'guest' }),
      await ann.act('knock.accept', { device, role: 'member' }),
    ],
    read: answerToStranger,
  },
  'device.setBan': {
    what: 'a banned key stays out',
    lose: async ({ ann, dan: { device } }) => [
      await ann.act('device.setBan', { device, isBanned: true }),
      await ann.act('device.setBan', { device, isBanned: false }),
      await ann.act('device.setBan', { device, isBanned: true }),
    ],
    read: answerToStranger,
  },
  'device.link': {
    what: 'a linked device is its person’s, and what that linked too',
    lose: async ({ ben, device }) => {
      const [tablet, phone] = [device(newKey), device(newKey + 1)];
      const linked = await ben.linkTo(tablet);
      return [linked, await tablet.linkTo(phone, ben.personId)];
    },
    read: (world) => Promise.all([loginOf(world, newKey), loginOf(world, newKey + 1)]),
  },
  'device.revoke': {
    what: 'a revoked device stays out',
    keep: async ({ ben, device }) => [await ben.linkTo(device(newKey))],
    lose: async ({ ben, device }) => [await ben.act('device.revoke', { device: device(newKey).device })],
    read: (world) => loginOf(world, newKey),
  },
  'device.vouch': {
    what: 'a device that was vouched for is its person’s',
    lose: async ({ ann, ben, device }) => [
      await ann.act('device.vouch', { device: device(newKey).device, personId: ben.personId }),
    ],
    read: (world) => loginOf(world, newKey),
  },
  'invite.create': {
    what: 'an invite is there',
    lose: async ({ ann }) => [await ann.act('invite.create', { inviteId, expiresAt: soon() })],
    read: ({ log }) => log().isInviteGood(inviteId),
  },
  'invite.revoke': {
    what: 'a revoked invite lets nobody in',
    keep: async ({ ann }) => [await ann.act('invite.create', { inviteId, expiresAt: soon() })],
    lose: async ({ ann }) => [await ann.act('invite.revoke', { inviteId })],
    read: ({ log }) => log().isInviteGood(inviteId),
  },
  'invite.accept': {
    what: 'who came further by an invite is there',
    keep: async ({ ann }) => [await inviteIntoRoom(ann, 'moderator')],
    lose: async ({ ben }) => [await acceptInvite(ben)],
    read: standingOfBen,
  },
  'person.admit': {
    what: 'who was let in is in',
    lose: async ({ dan }) => [
      await dan.act('person.admit', { displayName: 'Dan' }),
      await dan.act('person.rename', { displayName: 'Daniel' }),
    ],
    read: (world) => personOf(world, world.dan.personId),
  },
  'person.setRole': {
    what: 'who is no owner any more is none, whatever they came by since',
    keep: async ({ ann, ben }) => [
      await ann.act('person.setRole', { personId: ben.personId, role: 'owner' }),
      await inviteIntoRoom(ann, 'guest'),
    ],
    lose: async ({ ann, ben }) => [
      await ann.act('person.setRole', { personId: ben.personId, role: 'member' }),
      await acceptInvite(ben),
    ],
    read: standingOfBen,
  },
  'person.setStanding': {
    what: 'who is out is out',
    lose: async ({ ann, ben: { personId } }) => [
      await ann.act('person.setStanding', { personId, standing: 'banned' }),
      await ann.act('person.setStanding', { personId, standing: 'active' }),
      await ann.act('person.setStanding', { personId, standing: 'removed' }),
    ],
    read: standingOfBen,
  },
  'person.setBlock': {
    what: 'who is blocked is',
    lose: async ({ ann, ben: { personId } }) => [
      await ann.act('person.setBlock', { personId, isBlocked: true }),
      await ann.act('person.setBlock', { personId, isBlocked: false }),
      await ann.act('person.setBlock', { personId, isBlocked: true }),
    ],
    read: isBlocked,
  },
  'person.rename': {
    what: 'people are called as they were',
    lose: async ({ ben }) => [
      await ben.act('person.rename', { displayName: 'Benno' }),
      await ben.act('person.rename', { displayName: 'Benjamin' }),
    ],
    read: standingOfBen,
  },
};

interface Taking {
  readonly what: string;
  /** What the log took itself since the first loss, and what it lost in the second. */
  readonly give: Doing;
  readonly take: Doing;
  readonly read: (world: LogWorld) => Promise<unknown>;
}

const takings: readonly Taking[] = [
  {
    what: 'who was removed is out',
    give: async ({ ann, ben: { personId } }) => [
      await ann.act('person.setStanding', { personId, standing: 'removed' }),
      await ann.act('person.setStanding', { personId, standing: 'active' }),
    ],
    take: async ({ ann, ben: { personId } }) => [
      await ann.act('person.setStanding', { personId, standing: 'removed' }),
    ],
    read: standingOfBen,
  },
  {
    what: 'an owner who was demoted is none',
    give: async ({ ann, ben: { personId } }) => [await ann.act('person.setRole', { personId, role: 'owner' })],
    take: async ({ ann, ben: { personId } }) => [await ann.act('person.setRole', { personId, role: 'member' })],
    read: standingOfBen,
  },
  {
    what: 'a key that was banned stays out',
    give: async ({ ann, dan: { device } }) => [
      await ann.act('device.setBan', { device, isBanned: true }),
      await ann.act('device.setBan', { device, isBanned: false }),
    ],
    take: async ({ ann, dan: { device } }) => [await ann.act('device.setBan', { device, isBanned: true })],
    read: answerToStranger,
  },
  {
    what: 'the door is closed that was closed',
    give: async ({ ann }) => [
      await ann.act('server.setDoor', { door: 'invite' }),
      await ann.act('server.setDoor', { door: 'open' }),
    ],
    take: async ({ ann }) => [await ann.act('server.setDoor', { door: 'knock' })],
    read: answerToStranger,
  },
];

/** Who may come in after a restore, and what they may do: what it was before (H3, H5). */
export function eventLogEntryContract(backend: EventLogBackend): void {
  /** What was lost, and what was so before that; after the loss it is not. */
  async function setupLost({ keep, lose, read }: Act, setup: typeof setupLoss) {
    let before: unknown = null;
    const loss = await setup(
      backend,
      async (world) => {
        const lost = await lose(world);
        before = await read(world);
        return lost;
      },
      async (world) => [...(await makeOwner(world)), ...((await keep?.(world)) ?? [])],
    );
    expect(await read(loss)).not.toEqual(before);
    return { ...loss, before };
  }

  const orders = [
    ['in the order of arrival', (events: readonly AppendedEvent[]) => events],
    ['in the reverse order', (events: readonly AppendedEvent[]) => events.toReversed()],
  ] as const;
  const tried = Object.values(acts).flatMap((act) => orders.map(([order, sort]) => ({ ...act, order, sort })));

  it.each(tried)('[H3, H5] $what when it comes back $order', async ({ sort, ...act }) => {
    const loss = await setupLost(act, setupOpened);
    for (const event of sort(loss.lost)) await loss.giveFrames(event);
    expect(await act.read(loss)).toEqual(loss.before);
    await loss.restart();
    expect(await act.read(loss)).toEqual(loss.before);
  });

  it.each(tried)('[H3, H5] $what when the gate opens and it came back $order', async ({ sort, ...act }) => {
    const loss = await setupLost(act, setupLoss);
    const { log, shown } = loss;
    await log().showPosition(shown);
    for (const event of sort(loss.lost)) await loss.giveFrames(event);
    await loss.done();
    expect(await log().openGate('healed')).toBe(true);
    expect(await act.read(loss)).toEqual(loss.before);
  });

  // The log went back twice in one epoch: a laptop that has only what was lost first shows where the two parted then, and what the
  // log took itself between the losses may have come before what was lost second, or after it.
  it.each(takings)(
    '[H3, H5] $what in the last loss, though a laptop shows an earlier one',
    async ({ give, take, read }) => {
      const first = await setupLoss(backend, async ({ ann, general }) => [await ann.say(general, 'lost')], makeOwner);
      const { log } = first;
      await give(first);
      let before: unknown = null;
      const second = await loseBehindCopy(first, async (world) => {
        const lost = await take(world);
        before = await read(world);
        return lost;
      });
      expect(await log().showPosition(second.shown)).toBe('rolledBack');
      expect(await log().showPosition(first.shown)).toBe('lost');
      await first.giveFrames(...second.lost);
      await log().openGate('host');
      expect(await read(first)).toEqual(before);
    },
  );
}

/** What the server says to a stranger who comes under a name that is taken: whether the door lets them as far as that. */
async function answerToStranger({ dan }: LogWorld): Promise<unknown> {
  const outcome = await dan.send('person.admit', { displayName: 'Ann' }, { number: dan.lastNumber + 1 });
  return refusedOf(outcome).error;
}

/** Who logs in with this key, and whether they may. */
async function loginOf({ log, device }: LogWorld, number: number) {
  const key = device(number);
  const { personId, standing } = await log().login(key.device, key.outboxId);
  return { personId, standing };
}

/** All that Ben is, and what he is answered. */
async function standingOfBen(world: LogWorld) {
  const { log, ben } = world;
  const { standing, grantedRoomIds } = await log().login(ben.device, ben.outboxId);
  const audit = await log().listAudit(ben.personId, { maxEntries: 1 });
  return { person: await personOf(world, ben.personId), standing, grantedRoomIds, isOwner: audit.ok };
}

async function inviteIntoRoom(ann: LogWorld['ann'], role: PersonRole): Promise<AppendedEvent> {
  const roomId = await makeRoom({ ann });
  return ann.act('invite.create', { inviteId, role, roomIds: [roomId], maxUses: 3, expiresAt: soon() });
}

async function acceptInvite(who: LogWorld['ben']): Promise<AppendedEvent> {
  return eventOf(await who.append({ ...who.item('invite.accept', { inviteId }), inviteId }));
}
