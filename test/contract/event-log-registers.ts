import type { AppendedEvent } from '#main/storage/event-log.ts';
import { present } from '#shared/assert.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import type { RegisterName } from '#shared/domain/register.ts';
import { inviteIdOf } from '#test/support/sample-ids.ts';
import { nameOf, roomOf, type Doing } from './event-log-loss.ts';
import type { LogWorld } from './event-log-setup.ts';

export interface RegisterRow {
  readonly what: string;
  /** What must be there before the copy; Ann is an owner in any case. */
  readonly keep?: Doing;
  /** Sets it to one thing or another; the last event is what counts. */
  readonly set: (world: LogWorld, to: 'first' | 'second') => Promise<readonly AppendedEvent[]>;
  readonly read: (loss: LogWorld) => Promise<unknown>;
  /** In one life of the log it is set once. */
  readonly isForGood?: true;
}

/** Of a key that is nobody's before. */
const newKey = 9;
const inviteId = inviteIdOf(9);

/** Every register that there is, and how it is set and read. */
const rows: Readonly<Record<RegisterName, RegisterRow>> = {
  'server.door': {
    what: 'the door',
    set: async ({ ann }, to) => [await ann.act('server.setDoor', { door: to === 'first' ? 'knock' : 'invite' })],
    read: async ({ log }) => ((await log().directory()).door.door === 'knock' ? 'first' : 'second'),
  },
  'knock.accept': {
    what: 'as what a stranger is let in',
    keep: closeDoor,
    set: async ({ ann, dan }, to) => [
      await ann.act('knock.accept', { device: dan.device, role: to === 'first' ? 'guest' : 'member' }),
    ],
    read: async (world) => {
      await world.dan.send('person.admit', { displayName: 'Dan' });
      return (await personOf(world, world.dan.personId))?.role === 'guest' ? 'first' : 'second';
    },
  },
  'device.setBan': {
    what: 'whether a stranger is kept out',
    set: async (world, to) => {
      const ban = (isBanned: boolean) => world.ann.act('device.setBan', { device: world.dan.device, isBanned });
      const banned = (await isBanned(world)) ? [] : [await ban(true)];
      return to === 'first' ? banned : [...banned, await ban(false)];
    },
    read: async (world) => ((await isBanned(world)) ? 'first' : 'second'),
  },
  'device.person': {
    what: 'whose a device is',
    isForGood: true,
    set: async ({ ann, ben, device }, to) => [await (to === 'first' ? ann : ben).linkTo(device(newKey))],
    read: async ({ ben, log, device }) => {
      const key = device(newKey);
      return (await log().login(key.device, key.outboxId)).personId === ben.personId ? 'second' : 'first';
    },
  },
  'device.revoke': {
    what: 'that a device is revoked',
    isForGood: true,
    keep: async ({ ben, device }) => [await ben.linkTo(device(newKey))],
    set: async ({ ann, ben, device }, to) => [
      await (to === 'first' ? ann : ben).act('device.revoke', { device: device(newKey).device }),
    ],
    read: async ({ log, device }) => {
      const key = device(newKey);
      return (await log().login(key.device, key.outboxId)).standing === 'revoked' ? 'second' : 'first';
    },
  },
  'invite.revoke': {
    what: 'that an invite is revoked',
    isForGood: true,
    keep: async ({ ann }) => [await ann.act('invite.create', { inviteId, expiresAt: soon() })],
    set: async ({ ann }) => [await ann.act('invite.revoke', { inviteId })],
    read: async ({ log }) => ((await log().isInviteGood(inviteId)) ? 'first' : 'second'),
  },
  'person.name': {
    what: 'what a person is called',
    set: async ({ ann }, to) => [await ann.act('person.rename', { displayName: to })],
    read: async (world) => nameOf(world, world.ann.personId),
  },
  'person.role': {
    what: 'what a person may do',
    set: async ({ ann, ben }, to) => [
      await ann.act('person.setRole', { personId: ben.personId, role: to === 'first' ? 'guest' : 'owner' }),
    ],
    read: async (world) => ((await personOf(world, world.ben.personId))?.role === 'guest' ? 'first' : 'second'),
  },
  'person.standing': {
    what: 'whether a person may come in',
    set: async ({ ann, ben }, to) => [
      await ann.act('person.setStanding', { personId: ben.personId, standing: to === 'first' ? 'removed' : 'banned' }),
    ],
    read: async (world) => ((await personOf(world, world.ben.personId))?.standing === 'removed' ? 'first' : 'second'),
  },
  'person.block': {
    what: 'whether somebody is blocked',
    set: async (world, to) => {
      const block = (isBlocked: boolean) =>
        world.ann.act('person.setBlock', { personId: world.ben.personId, isBlocked });
      const blocked = (await isBlocked(world)) ? [] : [await block(true)];
      return to === 'first' ? blocked : [...blocked, await block(false)];
    },
    read: async (world) => ((await isBlocked(world)) ? 'first' : 'second'),
  },
  'report.close': {
    what: 'how a report ended',
    isForGood: true,
    keep: async ({ cleo, ben }) => [await cleo.act('report.create', { personId: ben.personId })],
    set: async (world, to) => {
      const [report] = await reports(world, 'open');
      const { reportId } = present(report, 'it is open');
      return [await world.ann.act('report.close', { reportId, outcome: to === 'first' ? 'warned' : 'none' })];
    },
    read: async (world) => ((await reports(world, 'closed'))[0]?.closing?.outcome === 'warned' ? 'first' : 'second'),
  },
  'room.name': {
    what: 'the name of a room',
    set: async ({ ann, general }, to) => [await ann.act('room.rename', { roomId: general, name: to })],
    read: async (world) => (await roomOf(world, world.general)).room.name,
  },
  'room.topic': {
    what: 'the topic of a room',
    set: async ({ ann, general }, to) => [await ann.act('room.setTopic', { roomId: general, topic: to })],
    read: async (world) => (await roomOf(world, world.general)).room.topic,
  },
  member: {
    what: 'whether somebody is in a room',
    set: async (world, to) => {
      const { ben, general: roomId } = world;
      const left = (await isMember(world)) ? [await ben.act('room.leave', { roomId })] : [];
      return to === 'first' ? left : [...left, await ben.act('room.join', { roomId })];
    },
    read: async (world) => ((await isMember(world)) ? 'second' : 'first'),
  },
};

export const registerRows: readonly RegisterRow[] = Object.values(rows);

export async function makeOwner({ log, ann }: Pick<LogWorld, 'log' | 'ann'>): Promise<readonly AppendedEvent[]> {
  const draft = { kind: 'person.setRole', body: { personId: ann.personId, role: 'owner' } } as const;
  return (await log().actAsServer(draft)).appended;
}

/** Nobody comes in whom nobody lets in. */
export async function closeDoor({ ann }: Pick<LogWorld, 'ann'>): Promise<readonly AppendedEvent[]> {
  return [await ann.act('server.setDoor', { door: 'knock' })];
}

export async function personOf({ log }: Pick<LogWorld, 'log'>, personId: PersonId) {
  return (await log().directory()).people.find((person) => person.personId === personId);
}

async function isBanned({ log, ann, dan }: LogWorld): Promise<boolean> {
  const door = await log().readDoor(ann.personId, {});
  return door.ok && door.value.banned.some(({ device }) => device === dan.device);
}

export async function isBlocked({ log, ann, ben }: LogWorld): Promise<boolean> {
  const plan = await log().planResume(ann.personId, null);
  const parts = plan.mode === 'snapshot' ? plan.parts.map((part) => JSON.parse(part) as { blocked?: string[] }) : [];
  return parts.some(({ blocked }) => blocked?.includes(ben.personId) === true);
}

async function reports({ log, ann }: LogWorld, of: 'open' | 'closed') {
  const page = await log().listReports(ann.personId, { of });
  return page.ok ? page.value.reports : [];
}

async function isMember(world: LogWorld): Promise<boolean> {
  return (await roomOf(world, world.general)).memberIds.includes(world.ben.personId);
}

/** Of the server's clock, which is the fake one's or this machine's. */
export function soon(): number {
  return Date.now() + 60_000;
}
