import { formatAddress, parseAddress, type Address } from '#shared/discovery/address.ts';
import { canonicalIp } from '#shared/discovery/ip-address.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import { parseName, type Name } from '#shared/domain/name.ts';
import type { ChatError } from '#shared/ipc/chat-api.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { claimPerson } from './admission.ts';
import { onServer, type CallContext, type ChatHandlers } from './call-context.ts';
import { readDiagnostics } from './device-diagnostics.ts';
import { parseJoinTarget } from './join-target.ts';
import { reachServer, type ReachContext } from './reach-server.ts';
import type { JoinWish, ServerBook } from './server-book.ts';

export type ServerCalls = Pick<
  ChatHandlers,
  | 'server.list'
  | 'server.nearby'
  | 'server.join'
  | 'server.connectNow'
  | 'server.diagnostics'
  | 'server.healingSeen'
  | 'server.renewalSeen'
  | 'server.confirm'
  | 'server.claim'
  | 'server.leave'
  | 'server.renew'
  | 'server.forget'
>;

/** Calls about servers as such: finding, joining and leaving them. */
export function serverCalls(context: CallContext, reach: ReachContext): ServerCalls {
  const { book, nearby, emit } = context;
  const diagnostics = onServer(context, (server) => readDiagnostics(server, reach.clock));
  return {
    'server.list': async () => ok(book.views()),
    'server.nearby': async () => ok(nearby.view()),
    'server.join': async ({ target, displayName, asSeparate = null }) => {
      const wish = await resolveTarget(context, reach, target);
      if (!wish.ok) return wish;
      const name = wish.value.linksTo === null ? parseName(displayName) : ok(wish.value.linksTo);
      if (!name.ok) return name;
      const isSeparate = wish.value.serverId === asSeparate;
      const other = isSeparate ? null : otherAtKnownAddress(book, wish.value);
      if (other !== null) return err(other);
      const joined = await book.join({
        ...wish.value,
        displayName: name.value,
        isSeparate,
        isLink: wish.value.linksTo !== null,
      });
      if (!joined.ok) return joined;
      emit('nearby.changed', nearby.view());
      return ok({ serverId: joined.value.serverId });
    },
    'server.connectNow': onServer(context, async (server) => {
      server.connector.connectNow();
      return ok(null);
    }),
    'server.diagnostics': (params) => {
      const problem = book.problemOf(params.serverId);
      return problem === null ? diagnostics(params) : Promise.resolve(err(problem));
    },
    'server.healingSeen': onServer(context, async (server) => {
      await server.store.healingTold();
      server.views.healed(null);
      return ok(null);
    }),
    'server.renewalSeen': onServer(context, async (server) => {
      await server.store.renewalTold();
      server.views.renewalSeen();
      return ok(null);
    }),
    'server.confirm': onServer(context, async (server) => {
      server.known.change({ isVerified: true });
      server.views.refresh();
      await server.known.saved();
      return ok(null);
    }),
    'server.claim': onServer(context, async (server, { displayName }) => {
      if (displayName === null) await claimPerson(server, null);
      else {
        const name = parseName(displayName);
        if (!name.ok) return name;
        await claimPerson(server, { type: 'name', displayName: name.value });
      }
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

const nobodyThere: ReadonlySet<ChatError['type']> = new Set<ChatError['type']>([
  'unreachable',
  'timed_out',
  'server_full',
  'server_stopping',
  'connection_lost',
]);

type Resolved = Omit<JoinWish, 'displayName' | 'isSeparate' | 'isLink'> & { readonly linksTo: Name | null };

/** Where a known server was, another one that nobody here knows proves its key: perhaps to be taken for it (T8). */
function otherAtKnownAddress(book: ServerBook, { serverId, addresses, isMeant }: Resolved): ChatError | null {
  if (book.isKnown(serverId) || isMeant) return null;
  const address = addresses.find((text) => book.views().some((known) => known.addresses.includes(text)));
  return address === undefined ? null : { type: 'other_server', serverId, address };
}

/** Which server is meant, and where it may be. */
async function resolveTarget(
  { book, nearby }: CallContext,
  reach: ReachContext,
  typed: string,
): Promise<Result<Resolved, ChatError>> {
  const named = knownByName(book, typed);
  if (named !== undefined) return ok(named);
  const target = parseJoinTarget(typed);
  if (!target.ok) return target;
  if (target.value.type === 'address') {
    const { address } = target.value;
    const reached = await resolveAddress(reach, address);
    if (reached.ok || !nobodyThere.has(reached.error.type)) return reached;
    // Nobody proves a key there now: then whoever did before is meant, and takes what is written until it answers again.
    const before = knownAt(book, address);
    return before === undefined ? reached : ok(before);
  }
  const { serverId, addresses, token, isMeant, linksTo } = target.value;
  const heard = nearby.heard(serverId);
  if (heard === undefined && addresses.length === 0 && !book.isKnown(serverId)) {
    return err({ type: 'server_not_known', target: serverId });
  }
  return ok({ serverId, name: heard?.name ?? addresses[0] ?? serverId, addresses, token, isMeant, linksTo });
}

/** A name is no address: it means a known server, if one alone has it. */
function knownByName(book: ServerBook, typed: string): Resolved | undefined {
  const [found, ...others] = book.views().filter(({ name }) => name === typed.trim());
  if (found === undefined || others.length > 0 || isIpAddress(found.name)) return undefined;
  return { serverId: found.serverId, name: found.name, addresses: [], token: null, isMeant: false, linksTo: null };
}

/** A server may call itself what it likes: a name that reads as an address never stands for one. */
function isIpAddress(name: string): boolean {
  const address = parseAddress(name);
  return address.ok && canonicalIp(address.value.host) !== null;
}

function knownAt(book: ServerBook, address: Address): Resolved | undefined {
  const text = formatAddress(address);
  const found = book.views().find(({ addresses }) => addresses.includes(text));
  return (
    found && { serverId: found.serverId, name: found.name, addresses: [], token: null, isMeant: false, linksTo: null }
  );
}

/** Asks whoever is there for a proof; which server it is, is what the proof says (T2). */
async function resolveAddress(reach: ReachContext, address: Address): Promise<Result<Resolved, ChatError>> {
  const reached = await reachServer(reach, () => [{ ...address, source: '' }], null).result;
  if (!reached.ok) return reached;
  reached.value.connection.close(1000, '');
  const serverId: ServerId = reached.value.serverId;
  const text = formatAddress(address);
  return ok({ serverId, name: text, addresses: [text], token: null, isMeant: false, linksTo: null });
}
