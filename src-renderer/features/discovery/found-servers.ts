import type { ServerId } from '#shared/domain/ids.ts';
import { isSameName, type Name } from '#shared/domain/name.ts';
import type { NearbyServer, ServerView } from '#shared/ipc/chat-view.ts';

export interface FoundServer {
  readonly serverId: ServerId;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly isKnown: boolean;
  /** It is heard now, and has proved on this computer that it is the one that was joined. */
  readonly isProved: boolean;
  /** Of this computer, where it has several; those it was heard on. */
  readonly networks: readonly string[];
  /** Null where it is known and not heard. */
  readonly lastSeenAt: number | null;
  /** The name of a server one knows that this one, which is another, could be taken for (T8). */
  readonly looksLike: string | null;
}

/**
 * The doors to show: those that announce themselves and those one knows, known ones first. `hasProved` tells of which servers
 * something is here that only they can have sent: a line that was pasted proves nothing yet.
 */
export function foundServers(
  nearby: readonly NearbyServer[],
  known: readonly ServerView[],
  hasProved: (serverId: ServerId) => boolean,
): readonly FoundServer[] {
  const heard = new Set(nearby.map(({ serverId }) => serverId));
  const silent = known
    .filter(({ serverId }) => !heard.has(serverId))
    .map(({ serverId, name, addresses }) => ({
      serverId,
      name,
      isKnown: true,
      isProved: false,
      // Until it says its name it is called by its address.
      addresses: addresses.filter((address) => address !== name),
      networks: [],
      lastSeenAt: null,
      looksLike: null,
    }));
  const announced = nearby.map((server) => ({
    ...server,
    isProved: server.isKnown && hasProved(server.serverId),
    looksLike: server.isKnown ? null : nameTakenFor(server, known),
  }));
  return [...announced, ...silent].toSorted(
    (a, b) => Number(b.isKnown) - Number(a.isKnown) || a.name.localeCompare(b.name),
  );
}

function nameTakenFor({ serverId, name }: NearbyServer, known: readonly ServerView[]): string | null {
  // Names were cleaned before they came here.
  const other = known.find((server) => server.serverId !== serverId && isSameName(server.name as Name, name as Name));
  return other?.name ?? null;
}
