import { present } from '#shared/assert.ts';
import type { Clock } from '#shared/clock.ts';
import type { Invite as JoinInvite } from '#shared/discovery/join-line.ts';
import type { DeviceKey, InviteId, OutboxId } from '#shared/domain/ids.ts';
import { toBase64url } from '#shared/encoding.ts';
import type { Random } from '#shared/random.ts';
import { createIds } from '../identity/ids.ts';
import type { ServerIdentity } from '../identity/server-identity.ts';
import type { EventLog } from '../storage/event-log.ts';
import type { ChatServer } from './chat-server.ts';

/** How a server comes by its first owner: whoever runs it says so at the machine, never whoever comes first. */
export interface OwnerClaims {
  /** Makes the person of this device an owner, or lets the device in as one, where the server has none. */
  byDevice(device: DeviceKey): Promise<void>;
  /** Makes a new token whose first user becomes the owner (T6); those made before are revoked. Never two at a time. */
  byLink(): Promise<LinkClaim>;
}

export type LinkClaim =
  | { readonly type: 'claimable'; readonly invite: JoinInvite; readonly expiresAt: number }
  | { readonly type: 'owned' }
  /** The log takes nothing just now: it is healing, or its disk fails. */
  | { readonly type: 'not_now' };

export interface OwnerClaimsOptions {
  readonly log: Pick<EventLog, 'directory' | 'latestAt' | 'login' | 'listInvites'>;
  readonly chat: Pick<ChatServer, 'act'>;
  readonly identity: ServerIdentity;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
}

const tokenBytes = 16;
/** Long enough to walk over to another computer. */
const linkMs = 24 * 60 * 60 * 1000;
/** No outbox: only whose device it is, is asked. */
const noOutbox = '00000000-0000-0000-0000-000000000000' as OutboxId;

export function createOwnerClaims({ log, chat, identity, clock, random }: OwnerClaimsOptions): OwnerClaims {
  const ids = createIds(identity.serverId);
  const serverPersonId = ids.personId(identity.publicKey);
  let lastLink: Promise<unknown> = Promise.resolve();

  async function hasOwner(): Promise<boolean> {
    const { people } = await log.directory();
    return people.some(({ role, standing }) => role === 'owner' && standing === 'active');
  }

  /** Whether none that was made before can be used any more. */
  async function revokeEarlier(): Promise<boolean> {
    for (let after: InviteId | null | undefined; after !== null;) {
      const listed: Awaited<ReturnType<typeof log.listInvites>> = await log.listInvites(
        serverPersonId,
        after === undefined ? {} : { after },
      );
      if (!listed.ok) return false;
      for (const { inviteId, createdBy } of listed.value.invites) {
        if (createdBy !== serverPersonId) continue;
        if (!(await chat.act({ kind: 'invite.revoke', body: { inviteId } }))) return false;
      }
      after = listed.value.next;
    }
    return true;
  }

  async function makeLink(): Promise<LinkClaim> {
    if (await hasOwner()) return { type: 'owned' };
    if (!(await revokeEarlier())) return { type: 'not_now' };
    const token = toBase64url(random.bytes(tokenBytes));
    const inviteId = present(ids.inviteId(token), 'a token has 16 bytes');
    const expiresAt = (await log.latestAt()) + linkMs;
    const body = { inviteId, note: '', role: 'owner' as const, roomIds: [], maxUses: 1, expiresAt };
    const isMade = await chat.act({ kind: 'invite.create', body });
    if (!isMade) return { type: 'not_now' };
    // Told by the clock that people see, which may be behind the log.
    const shownUntil = clock.now() + linkMs;
    return {
      type: 'claimable',
      invite: { token, expiresAtSeconds: Math.floor(shownUntil / 1_000) },
      expiresAt: shownUntil,
    };
  }

  return {
    byDevice: async (device) => {
      if (await hasOwner()) return;
      const { personId, standing } = await log.login(device, noOutbox);
      if (standing === 'unknown') await chat.act({ kind: 'knock.accept', body: { device, role: 'owner' } });
      else if (standing === 'active') await chat.act({ kind: 'person.setRole', body: { personId, role: 'owner' } });
    },
    byLink: () => {
      const next = lastLink.then(makeLink, makeLink);
      lastLink = next;
      return next;
    },
  };
}
