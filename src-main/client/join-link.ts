import { parseAddress } from '#shared/discovery/address.ts';
import { isLoopbackIp } from '#shared/discovery/ip-address.ts';
import { formatJoinLine } from '#shared/discovery/join-line.ts';
import type { Name } from '#shared/domain/name.ts';
import type { ServerClient } from './server-client.ts';

export interface JoinLinkToken {
  readonly token: string;
  /** By the clock here, in milliseconds, for whoever opens the link to be shown: a server may go by a time of its own. */
  readonly expiresAt: number;
  /** What the person is called whose device is to be added by it; null where it invites. */
  readonly linksTo: Name | null;
}

/** A link by which others, or other computers, reach the server: an address of this computer alone is of no use to them. */
export function joinLink({ serverId, views }: ServerClient, { token, expiresAt, linksTo }: JoinLinkToken): string {
  const addresses = views.server().addresses.flatMap((text) => {
    const address = parseAddress(text);
    return address.ok && !isLoopbackIp(address.value.host) ? [address.value] : [];
  });
  const invite = { token, expiresAtSeconds: Math.floor(expiresAt / 1_000) };
  return formatJoinLine({ serverId, addresses, invite, linksTo });
}
