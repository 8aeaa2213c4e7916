import type { ServerId } from '#shared/domain/ids.ts';
import { isCalledLike } from '#shared/domain/is-called-like.ts';
import type { KnownServer } from '../storage/profile-store.ts';

/** Servers whose name is that of one this person has been in, under another key (T8). */
export interface Namesakes {
  /** The one that is called like this server, as far as the person has not said that these are two. */
  find(server: Pick<KnownServer, 'serverId' | 'name'>): ServerId | null;
  /** The person has seen both keys, and joins this server as another one. */
  allow(serverId: ServerId): void;
}

export interface NamedServer extends Pick<KnownServer, 'serverId' | 'name'> {
  /** Rooms of it have been here: only then is there something that another one could pose as. */
  readonly isMet: boolean;
}

/** What was allowed is not kept beyond this start: whoever has been let in is asked no more, and others are asked again. */
export function createNamesakes(known: () => readonly NamedServer[]): Namesakes {
  const allowed = new Set<ServerId>();
  return {
    find: ({ serverId, name }) => {
      if (allowed.has(serverId)) return null;
      const found = known().find(
        (other) => other.isMet && other.serverId !== serverId && isCalledLike(other.name, name),
      );
      return found?.serverId ?? null;
    },
    allow: (serverId) => void allowed.add(serverId),
  };
}
