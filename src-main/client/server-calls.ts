import { formatAddress, type Address } from '#shared/discovery/address.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import { parseName } from '#shared/domain/name.ts';
import type { ChatError } from '#shared/ipc/chat-api.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { onServer, type CallContext, type ChatHandlers } from './call-context.ts';
import { parseJoinTarget } from './join-target.ts';
import { reachServer, type ReachContext } from './reach-server.ts';
import type { JoinWish } from './server-book.ts';

export type ServerCalls = Pick<
  ChatHandlers,
  | 'server.list'
  | 'server.nearby'
  | 'server.join'
  | 'server.connectNow'
  | 'server.leave'
  | 'server.renew'
  | 'server.forget'
>;

/** Calls about servers as such: finding, joining and leaving them. */
export function serverCalls(context: CallContext, reach: ReachContext): ServerCalls {
  const { book, nearby, emit } = context;
  return {
    'server.list': async () => ok(book.views()),
    'server.nearby': async () => ok(nearby.view()),
    'server.join': async ({ target, displayName }) => {
      const name = parseName(displayName);
      if (!name.ok) return name;
      const wish = await resolveTarget(context, reach, target);
      if (!wish.ok) return wish;
      const joined = await book.join({ ...wish.value, displayName: name.value });
      if (!joined.ok) return joined;
      emit('nearby.changed', nearby.view());
      return ok({ serverId: joined.value.serverId });
    },
    'server.connectNow': onServer(context, async (server) => {
      server.connector.connectNow();
      return ok(null);
    }),
    'server.leave': onServer(context, async ({ serverId }) => {
      await book.leave(serverId);
      return ok(null);
    }),
    'server.renew': async ({ serverId }) => {
      if (!book.isKnown(serverId)) return err({ type: 'server_not_known', target: serverId });
      return book.renew(serverId);
    },
    'server.forget': async ({ serverId }) => {
      if (!book.isKnown(serverId)) return err({ type: 'server_not_known', target: serverId });
      await book.forget(serverId);
      emit('nearby.changed', nearby.view());
      return ok(null);
    },
  };
}

type Resolved = Omit<JoinWish, 'displayName'>;

/** Which server is meant, and where it may be. */
async function resolveTarget(
  { book, nearby }: CallContext,
  reach: ReachContext,
  typed: string,
): Promise<Result<Resolved, ChatError>> {
  const target = parseJoinTarget(typed);
  if (!target.ok) return target;
  if (target.value.type === 'address') return resolveAddress(reach, target.value.address);
  const { serverId, addresses, token } = target.value;
  const heard = nearby.heard(serverId);
  if (heard === undefined && addresses.length === 0 && !book.isKnown(serverId)) {
    return err({ type: 'server_not_known', target: serverId });
  }
  return ok({ serverId, name: heard?.name ?? addresses[0] ?? serverId, addresses, token });
}

/** Asks whoever is there for a proof; which server it is, is what the proof says (T2). */
async function resolveAddress(reach: ReachContext, address: Address): Promise<Result<Resolved, ChatError>> {
  const reached = await reachServer(reach, [address], null).result;
  if (!reached.ok) return reached;
  reached.value.connection.close(1000, '');
  const serverId: ServerId = reached.value.serverId;
  const text = formatAddress(address);
  return ok({ serverId, name: text, addresses: [text], token: null });
}
