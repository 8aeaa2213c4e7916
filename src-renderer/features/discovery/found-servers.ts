import type { ServerId } from '#shared/domain/ids.ts';
import type { NearbyServer, ServerView } from '#shared/ipc/chat-view.ts';

export interface FoundServer {
  readonly serverId: ServerId;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly isKnown: boolean;
  /** Of this computer, where it has several; those it was heard on. */
  readonly networks: readonly string[];
  /** Null where it is known and not heard. */
  readonly lastSeenAt: number | null;
}

/** The doors to show: those that announce themselves and those one knows, known ones first. */
export function foundServers(nearby: readonly NearbyServer[], known: readonly ServerView[]): readonly FoundServer[] {
  const heard = new Set(nearby.map(({ serverId }) => serverId));
  const silent = known
    .filter(({ serverId }) => !heard.has(serverId))
    .map(({ serverId, name, addresses }) => ({
      // One that never answered has proved nothing yet, and is called by its address.
      ...{ serverId, name, addresses, isKnown: !addresses.includes(name) },
      networks: [],
      lastSeenAt: null,
    }));
  return [...nearby, ...silent].toSorted(
    (a, b) => Number(b.isKnown) - Number(a.isKnown) || a.name.localeCompare(b.name),
  );
}
