import type { AcceptedDevice, DecideState } from '#shared/domain/decide/decision.ts';
import type { Device } from '#shared/domain/device.ts';
import type { DoorSetting } from '#shared/domain/door.ts';
import type { Change } from '#shared/domain/fold.ts';
import type { DeviceKey, InviteId, PersonId, RoomId } from '#shared/domain/ids.ts';
import { isInviteGood, type Invite } from '#shared/domain/invite.ts';
import { deviceKeyOf, inviteIdOf, personIdOf } from './sample-ids.ts';

/** Who may come in, in memory, and the hands that tests move it with. */
export interface MemoryEntry {
  readonly invites: Map<InviteId, Invite>;
  /** Those whose end may have been lost. */
  readonly doubted: Set<InviteId>;
  readonly banned: Set<DeviceKey>;
  setDoor(door: DoorSetting): void;
  addInvite(number: number, changes?: Partial<Invite>): Invite;
  /** Moves the clock on. */
  wait(ms: number): void;
}

/** Who has come by an invite, and into or out of which rooms of it since. */
interface InviteUse {
  readonly inviteId: InviteId;
  readonly personId: PersonId;
  readonly movedIn: Set<RoomId>;
}

export function createMemoryEntry() {
  const invites = new Map<InviteId, Invite>();
  const accepted = new Map<DeviceKey, AcceptedDevice>();
  const banned = new Set<DeviceKey>();
  const doubted = new Set<InviteId>();
  const known = new Map<DeviceKey, Device>();
  const devices = new Map<PersonId, DeviceKey>();
  const uses: InviteUse[] = [];
  let door: DoorSetting = { door: 'open', openUntil: 0 };
  let now = 1_700_000_000_000;

  const state: Pick<
    DecideState,
    | 'now'
    | 'wallNow'
    | 'door'
    | 'device'
    | 'devicesOf'
    | 'acceptedDevice'
    | 'isDeviceBanned'
    | 'invite'
    | 'openInvitesOf'
    | 'hasUsed'
    | 'isInviteInDoubt'
  > = {
    now: () => now,
    wallNow: () => now,
    door: () => door,
    device: (device) => known.get(device) ?? null,
    devicesOf: (personId) => [...known.values()].filter((device) => device.personId === personId),
    acceptedDevice: (device) => accepted.get(device) ?? null,
    isDeviceBanned: (device) => banned.has(device),
    invite: (inviteId) => invites.get(inviteId) ?? null,
    hasUsed: (inviteId, personId) => uses.some((use) => use.inviteId === inviteId && use.personId === personId),
    isInviteInDoubt: (inviteId) => doubted.has(inviteId),
    openInvitesOf: (personId) =>
      [...invites.values()].filter((invite) => invite.createdBy === personId && isInviteGood(invite, now)).length,
  };
  const world: MemoryEntry = {
    invites,
    doubted,
    banned,
    setDoor: (setting) => {
      door = setting;
    },
    addInvite: (number, changes = {}) => {
      const usual = { role: 'member', roomIds: [], maxUses: 1, uses: 0, isRevoked: false } as const;
      const invite = {
        inviteId: inviteIdOf(number),
        createdBy: personIdOf(1),
        expiresAt: now + 600_000,
        ...usual,
        ...changes,
      };
      invites.set(invite.inviteId, invite);
      return invite;
    },
    wait: (ms) => {
      now += ms;
    },
  };

  function apply(change: Change): void {
    switch (change.type) {
      case 'door.put':
        ({ door } = change);
        break;
      case 'device.accepted':
        accepted.set(change.device, { role: change.role, acceptedBy: change.acceptedBy, acceptedAt: now });
        break;
      case 'device.ban':
        if (change.isBanned) banned.add(change.device);
        else banned.delete(change.device);
        break;
      case 'device.put':
      case 'device.link': {
        const { device, personId } = change;
        const link =
          change.type === 'device.put' ? null : { by: change.linkedBy, isVouched: change.vouchedBy !== null };
        known.set(device, { device, personId, isRevoked: false, link });
        if (change.type === 'device.put') devices.set(personId, device);
        accepted.delete(device);
        break;
      }
      case 'device.revoke': {
        const revoked = known.get(change.device);
        if (revoked !== undefined) known.set(change.device, { ...revoked, isRevoked: true });
        break;
      }
      case 'invite.put':
        if (!invites.has(change.invite.inviteId)) invites.set(change.invite.inviteId, change.invite);
        break;
      case 'invite.revoked':
      case 'invite.used': {
        const invite = invites.get(change.inviteId);
        if (invite === undefined) throw new Error('an invite that is not there was changed');
        if (change.type === 'invite.revoked') invites.set(change.inviteId, { ...invite, isRevoked: true });
        else invites.set(change.inviteId, { ...invite, uses: invite.uses + 1 });
        if (change.type === 'invite.used')
          uses.push({ inviteId: change.inviteId, personId: change.personId, movedIn: new Set() });
        break;
      }
      default:
        throw new Error(`nobody takes ${change.type}`);
    }
  }

  return {
    state,
    world,
    apply,
    /** The invites that the person has used and by which they have not come to this room yet. */
    leadingInto: (roomId: RoomId, personId: PersonId): Invite[] =>
      uses.flatMap((use) => {
        const invite = use.personId === personId && !use.movedIn.has(roomId) ? invites.get(use.inviteId) : undefined;
        return invite?.roomIds.includes(roomId) === true ? [invite] : [];
      }),
    /** The person has come into the room, or gone. */
    moved: (roomId: RoomId, personId: PersonId): void => {
      for (const use of uses) if (use.personId === personId) use.movedIn.add(roomId);
    },
    /** The key that a person, or a stranger of that number, has. */
    deviceOf: (personId: PersonId): DeviceKey => {
      const first = devices.get(personId);
      if (first !== undefined) return first;
      const number =
        Array.from({ length: 100 }, (_, index) => index).find((each) => personIdOf(each) === personId) ?? 99;
      return deviceKeyOf(number);
    },
  };
}
