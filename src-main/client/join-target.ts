import * as v from 'valibot';
import { formatAddress, parseAddress, type Address } from '#shared/discovery/address.ts';
import { parseJoinLine } from '#shared/discovery/join-line.ts';
import { serverIdSchema, type ServerId } from '#shared/domain/ids.ts';
import type { Name } from '#shared/domain/name.ts';
import type { ChatError } from '#shared/ipc/chat-api.ts';
import { err, ok, type Result } from '#shared/result.ts';

/** What a person gave to join a server by. */
export type JoinTarget =
  /** Which server it is, is said already: discovery and addresses can only be wrong, not lie (T6). */
  | {
      readonly type: 'server';
      readonly serverId: ServerId;
      readonly addresses: readonly string[];
      readonly token: string | null;
      /** A join line names the server that whoever gave it runs; the id alone is what a list shows. */
      readonly isMeant: boolean;
      /** What the person is called whose device this one is to be (P18); null where somebody comes as themselves. */
      readonly linksTo: Name | null;
    }
  /** Whoever proves a key there. */
  | { readonly type: 'address'; readonly address: Address };

/** Reads a server id, a join line, or an address. */
export function parseJoinTarget(typed: string): Result<JoinTarget, ChatError> {
  const text = typed.trim();
  const serverId = v.safeParse(serverIdSchema, text);
  if (serverId.success)
    return ok({ type: 'server', serverId: serverId.output, addresses: [], token: null, isMeant: false, linksTo: null });
  if (/^hallway:/i.test(text)) {
    const line = parseJoinLine(text);
    if (!line.ok) return err({ type: 'target_invalid', problem: line.error.type });
    const { addresses, invite, linksTo } = line.value;
    const token = invite?.token ?? null;
    return ok({
      type: 'server',
      serverId: line.value.serverId,
      addresses: addresses.map(formatAddress),
      token,
      isMeant: true,
      linksTo,
    });
  }
  const address = parseAddress(text);
  return address.ok
    ? ok({ type: 'address', address: address.value })
    : err({ type: 'target_invalid', problem: address.error.type });
}
