import { assert } from '#shared/assert.ts';
import { isUsable } from '#shared/domain/decide/usable-invite.ts';
import type { InviteId, PersonId } from '#shared/domain/ids.ts';
import { utf8Bytes } from '#shared/domain/text.ts';
import type { RequestError, RequestParams, RequestResult } from '#shared/protocol/request.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { createDecideState } from './decide-state.ts';
import type { EngineContext } from './engine-context.ts';
import type { NotedInvite } from './invite-table.ts';
import { mayAsk } from './may-ask.ts';

/** As many as are looked for at once: the bytes of a page end it earlier (P1). */
const maxListed = 500;

/** How the door is set, and a page of the keys that are kept out for good. */
export function readDoor(
  { tables, limits }: EngineContext,
  personId: PersonId,
  { after }: RequestParams<'door.read'>,
): Result<RequestResult<'door.read'>, RequestError> {
  const { entry } = tables;
  if (!mayAsk(tables, personId, 'server.openDoor')) return err({ type: 'not_allowed', action: 'server.openDoor' });
  const { page, next } = pageOf(entry.banned(after ?? '', maxListed), limits.maxPageBytes);
  return ok({ ...entry.door(), banned: page, next: next?.device ?? null });
}

/** A page of the invites that can still be used, for whoever may make some: the server too, which makes those of its first owner. */
export function listInvites(
  { tables, limits, latestClock }: EngineContext,
  personId: PersonId,
  { after }: RequestParams<'invite.list'>,
): Result<RequestResult<'invite.list'>, RequestError> {
  if (!mayAsk(tables, personId, 'invite.create')) return err({ type: 'not_allowed', action: 'invite.create' });
  const open = tables.invites.open(latestClock(), after ?? '', maxListed).map(toListed);
  const { page, next } = pageOf(open, limits.maxPageBytes);
  return ok({ invites: page, next: next?.inviteId ?? null });
}

/** As many as fit, one at least; `next` is the last of them where there may be more. */
function pageOf<Entry>(
  entries: readonly Entry[],
  maxBytes: number,
): { readonly page: Entry[]; readonly next: Entry | null } {
  const page: Entry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    bytes += utf8Bytes(JSON.stringify(entry)) + 1;
    if (bytes > maxBytes && page.length > 0) break;
    page.push(entry);
  }
  const isAll = page.length === entries.length && entries.length < maxListed;
  return { page, next: isAll ? null : (page.at(-1) ?? null) };
}

/** Known, and one by which somebody would come in now (T6). */
export function isOpenInvite(context: EngineContext, inviteId: InviteId): boolean {
  const { tables } = context;
  const invite = tables.invites.find(inviteId);
  return invite !== null && isUsable(createDecideState(context), invite);
}

type Listed = RequestResult<'invite.list'>['invites'][number];

function toListed({ isRevoked, roomIds, ...invite }: NotedInvite): Listed {
  assert(!isRevoked, 'those that can be used are listed');
  return { ...invite, roomIds: [...roomIds] };
}
