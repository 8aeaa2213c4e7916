import type { InviteId, RoomId } from '#shared/domain/ids.ts';
import type { EngineContext } from '../engine-context.ts';
import { missingOf } from './missing.ts';

type Doubting = Pick<EngineContext, 'tables' | 'serverPersonId'>;

/**
 * Whether that an invite was taken back may be among what the log lost and nobody has given yet: it was made before the epoch, and
 * something of a life that was shown in that is missing. Until the host says go on it lets nobody in (H3, T6).
 */
export function isInviteInDoubt(context: Doubting, inviteId: InviteId): boolean {
  const { epochs, invites } = context.tables;
  return !invites.isMadeSince(inviteId, epochs.current().firstSeq) && areInvitesInDoubt(context);
}

/** Whether those are that were made before the epoch. */
export function areInvitesInDoubt({ tables, serverPersonId }: Doubting): boolean {
  const { epoch } = tables.epochs.current();
  if (tables.healers.of(epoch).includes(serverPersonId)) return false;
  return tables.shown.of(epoch).some((life) => missingOf(tables, life) > 0);
}

/** The host goes on without what is missing: the server itself stands among those who have given all that they hold. */
export function endInviteDoubt({ tables, serverPersonId }: Doubting): void {
  tables.healers.add(tables.epochs.current().epoch, { personId: serverPersonId, lifeEpoch: null });
}

/** The rooms into which invites lead somebody who has come by them, and of which none is in doubt. */
export function grantedRooms(context: Doubting, personRef: number): RoomId[] {
  const grants = context.tables.grants.ofPerson(personRef);
  const certain = grants.filter(({ inviteId }) => !isInviteInDoubt(context, inviteId));
  return [...new Set(certain.map(({ roomId }) => roomId))];
}
