import type { ServerView } from '#shared/ipc/chat-view.ts';
import type { ConnectionProblem } from '#shared/ipc/connection-view.ts';

/** What keeps somebody before the door, where there is something that they can do about it. */
export type Doorstep =
  /** They have knocked; `digits` once somebody has come. */
  | { readonly type: 'knock'; readonly digits: string | null }
  /** They say that they are in already, by their link or by their name; `digits` once somebody has come. */
  | { readonly type: 'claim'; readonly by: 'link' | 'name'; readonly digits: string | null }
  /** The door opens with an invite; `isUsed`: theirs is good no more. */
  | { readonly type: 'invite'; readonly isUsed: boolean }
  | { readonly type: 'sent_away'; readonly problem: SentAway }
  /** They said that the digits differ, and went. */
  | { readonly type: 'differed' };

export type SentAway = Extract<
  ConnectionProblem,
  { type: 'not_let_in' | 'link_invalid' | 'knock_broken' | 'deactivated' | 'device_removed' | 'device_revoked' }
>;

const sentAway: ReadonlySet<ConnectionProblem['type']> = new Set([
  'not_let_in',
  'link_invalid',
  'knock_broken',
  'deactivated',
  'device_removed',
  'device_revoked',
]);

/** Null where nothing of that kind is the matter. `isDiffered`: this person said that the digits differ. */
export function doorstepOf(server: Pick<ServerView, 'connection' | 'holdup'>, isDiffered: boolean): Doorstep | null {
  const { connection, holdup } = server;
  if (connection.type === 'refused') {
    return isSentAway(connection.problem) ? { type: 'sent_away', problem: connection.problem } : null;
  }
  if (connection.type === 'offline') return isDiffered ? { type: 'differed' } : null;
  if (connection.type !== 'pending' || holdup !== null) return null;
  const { door, refusal, digits, claim } = connection;
  if (claim !== null) return { type: 'claim', by: claim, digits };
  if (refusal?.type === 'invite_invalid') return { type: 'invite', isUsed: true };
  if (refusal?.type === 'door_closed' && refusal.door === 'invite') return { type: 'invite', isUsed: false };
  return refusal === null && door === 'knock' ? { type: 'knock', digits } : null;
}

function isSentAway(problem: ConnectionProblem): problem is SentAway {
  return sentAway.has(problem.type);
}
