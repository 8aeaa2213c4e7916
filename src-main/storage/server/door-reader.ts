import { assert } from '#shared/assert.ts';
import type { InviteId, PersonId } from '#shared/domain/ids.ts';
import { isInviteGood } from '#shared/domain/invite.ts';
import type { RequestError, RequestResult } from '#shared/protocol/request.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { EngineContext } from './engine-context.ts';
import type { NotedInvite } from './invite-table.ts';
import { mayAsk } from './may-ask.ts';

/** How the door is set, and whose keys are kept out for good. */
export function readDoor(context: EngineContext, personId: PersonId): Result<RequestResult<'door.read'>, RequestError> {
  const { entry } = context.tables;
  if (!mayAsk(context.tables, personId, 'server.openDoor'))
    return err({ type: 'not_allowed', action: 'server.openDoor' });
  return ok({ ...entry.door(), banned: entry.banned() });
}

/** The invites that can still be used, for whoever may make some: the server too, which makes those of its first owner. */
export function listInvites(
  context: EngineContext,
  personId: PersonId,
): Result<RequestResult<'invite.list'>, RequestError> {
  if (!mayAsk(context.tables, personId, 'invite.create')) return err({ type: 'not_allowed', action: 'invite.create' });
  const invites = context.tables.invites.open(context.latestClock());
  return ok({ invites: invites.map(toListed) });
}

/** Known, and neither used up nor run out nor revoked, nor of somebody who is banned (T6). */
export function isOpenInvite({ tables, latestClock }: EngineContext, inviteId: InviteId): boolean {
  const invite = tables.invites.find(inviteId);
  const maker = invite === null ? null : tables.people.byId(invite.createdBy);
  return invite !== null && isInviteGood(invite, latestClock()) && maker?.person.standing !== 'banned';
}

type Listed = RequestResult<'invite.list'>['invites'][number];

function toListed({ isRevoked, roomIds, ...invite }: NotedInvite): Listed {
  assert(!isRevoked, 'those that can be used are listed');
  return { ...invite, roomIds: [...roomIds] };
}
