import { present } from '#shared/assert.ts';
import { toBase64url } from '#shared/encoding.ts';
import type { InviteId } from '#shared/domain/ids.ts';
import type { DoorResults } from '#shared/ipc/door-api.ts';
import type { Clock } from '#shared/clock.ts';
import type { Random } from '#shared/random.ts';
import { ok } from '#shared/result.ts';
import { createIds } from '../identity/ids.ts';
import { askServer, readServerTime } from './ask-server.ts';
import { onServer, type CallContext, type ChatHandlers } from './call-context.ts';
import { joinLink } from './join-link.ts';
import { readPages } from './read-pages.ts';

export type InviteCalls = Pick<ChatHandlers, Extract<keyof DoorResults, `invite.${string}`>>;

export interface InviteCallsOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
}

const tokenBytes = 16;

/** Calls about invites (T6). The token is minted here, stands in the link, and goes nowhere else. */
export function inviteCalls(context: CallContext, { clock, random }: InviteCallsOptions): InviteCalls {
  return {
    'invite.list': onServer(context, async (server) => {
      const listed = await readPages(async (after) => {
        const read = await askServer(server, 'invite.list', after === undefined ? {} : { after: after as InviteId });
        return read.ok ? ok({ entries: read.value.invites, next: read.value.next }) : read;
      });
      if (!listed.ok) return listed;
      const time = await readServerTime(server, clock);
      if (!time.ok) return time;
      const shown = listed.value.map((invite) => ({ ...invite, expiresAt: time.value.here(invite.expiresAt) }));
      return ok(shown.toSorted((one, other) => one.expiresAt - other.expiresAt));
    }),
    'invite.create': onServer(context, async (server, { note, role, roomIds, maxUses, expiresInMs }) => {
      const time = await readServerTime(server, clock);
      if (!time.ok) return time;
      const token = toBase64url(random.bytes(tokenBytes));
      const inviteId = present(createIds(server.serverId).inviteId(token), 'a token has 16 bytes');
      const body = { inviteId, note, role, roomIds, maxUses, expiresAt: time.value.after(expiresInMs) };
      const { commandId } = await server.queue({ kind: 'invite.create', body });
      const expiresAt = time.value.here(body.expiresAt);
      return ok({ commandId, inviteId, expiresAt, link: joinLink(server, { token, expiresAt, linksTo: null }) });
    }),
    'invite.revoke': onServer(context, async (server, { inviteId }) => {
      const { commandId } = await server.queue({ kind: 'invite.revoke', body: { inviteId } });
      return ok({ commandId });
    }),
  };
}
