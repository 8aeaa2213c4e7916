import { present } from '#shared/assert.ts';
import type { Clock } from '#shared/clock.ts';
import type { Invite as JoinInvite } from '#shared/discovery/join-line.ts';
import type { DeviceKey, OutboxId } from '#shared/domain/ids.ts';
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
  /** What makes whoever opens it first the owner (T6); null where there is one. */
  byLink(): Promise<JoinInvite | null>;
}

export interface OwnerClaimsOptions {
  readonly log: Pick<EventLog, 'directory' | 'login'>;
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
  async function hasOwner(): Promise<boolean> {
    const { people } = await log.directory();
    return people.some(({ role, standing }) => role === 'owner' && standing === 'active');
  }

  return {
    byDevice: async (device) => {
      if (await hasOwner()) return;
      const { personId, standing } = await log.login(device, noOutbox);
      if (standing === 'unknown') await chat.act({ kind: 'knock.accept', body: { device, role: 'owner' } });
      else if (standing === 'active') await chat.act({ kind: 'person.setRole', body: { personId, role: 'owner' } });
    },
    byLink: async () => {
      if (await hasOwner()) return null;
      const token = toBase64url(random.bytes(tokenBytes));
      const inviteId = present(createIds(identity.serverId).inviteId(token), 'a token has 16 bytes');
      const expiresAt = clock.now() + linkMs;
      const body = { inviteId, note: '', role: 'owner', roomIds: [], maxUses: 1, expiresAt } as const;
      await chat.act({ kind: 'invite.create', body: { ...body, roomIds: [] } });
      return { token, expiresAtSeconds: Math.floor(expiresAt / 1_000) };
    },
  };
}
