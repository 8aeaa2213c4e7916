import { parseAddress } from '#shared/discovery/address.ts';
import { formatJoinLine } from '#shared/discovery/join-line.ts';
import type { ServerView } from '#shared/ipc/chat-view.ts';

/** The line by which others join a server that one is in: its key, and where it was reached; null where no address is known. */
export function joinLineOf({ serverId, addresses }: Pick<ServerView, 'serverId' | 'addresses'>): string | null {
  const known = addresses.flatMap((text) => {
    const address = parseAddress(text);
    return address.ok ? [address.value] : [];
  });
  return known.length === 0 ? null : formatJoinLine({ serverId, addresses: known, invite: null });
}
