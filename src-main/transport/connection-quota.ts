import type { TransportLimits } from './transport-limits.ts';

/** How many connections there are, in all and by address, and how far each has come. */
export interface ConnectionQuota {
  /** A place for a socket that just connected, or null where too many have not asked for anything yet. */
  enter(address: string): Place | null;
  readonly connections: number;
  readonly beforeLogin: number;
}

/** One connection's place in the count. */
export interface Place {
  /** It asks to become a WebSocket: false, and nothing changes, where the server is full or too many wait for their login. */
  beginLogin(): boolean;
  /** It proved whose device it is, and no longer counts as a stranger. */
  admit(): void;
  leave(): void;
}

/** How far a connection has come: it may still be shaking hands, wait for its login, or be let in. */
type Stage = 'arriving' | 'before_login' | 'admitted';
type Count = Record<Stage, number>;

/**
 * A socket that has not asked for anything yet costs less than a WebSocket. It has a place beside the connections, so that it
 * is told 503 by a server that is full.
 */
const arrivingPerLogin = 4;

export function createConnectionQuota(limits: TransportLimits): ConnectionQuota {
  const all = emptyCount();
  const byAddress = new Map<string, Count>();

  function hasRoom(count: Count): boolean {
    return (
      all.arriving < arrivingPerLogin * limits.maxConnectionsBeforeLogin &&
      count.arriving < arrivingPerLogin * limits.maxConnectionsBeforeLoginPerAddress
    );
  }

  function hasLoginRoom(count: Count): boolean {
    return (
      connected(all) < limits.maxConnections &&
      connected(count) < limits.maxConnectionsPerAddress &&
      all.before_login < limits.maxConnectionsBeforeLogin &&
      count.before_login < limits.maxConnectionsBeforeLoginPerAddress
    );
  }

  return {
    enter: (address) => {
      const count = byAddress.get(address) ?? emptyCount();
      if (!hasRoom(count)) return null;
      byAddress.set(address, count);
      return createPlace({
        counts: [all, count],
        hasLoginRoom: () => hasLoginRoom(count),
        onLeft: () => {
          if (total(count) === 0) byAddress.delete(address);
        },
      });
    },
    get connections() {
      return total(all);
    },
    get beforeLogin() {
      return all.before_login;
    },
  };
}

interface PlaceOptions {
  readonly counts: readonly Count[];
  readonly hasLoginRoom: () => boolean;
  readonly onLeft: () => void;
}

function createPlace({ counts, hasLoginRoom, onLeft }: PlaceOptions): Place {
  let stage: Stage | null = null;

  function moveTo(next: Stage | null): void {
    for (const count of counts) {
      if (stage !== null) count[stage] -= 1;
      if (next !== null) count[next] += 1;
    }
    stage = next;
  }
  moveTo('arriving');

  return {
    beginLogin: () => {
      if (stage !== 'arriving' || !hasLoginRoom()) return false;
      moveTo('before_login');
      return true;
    },
    admit: () => {
      if (stage === 'before_login') moveTo('admitted');
    },
    leave: () => {
      if (stage === null) return;
      moveTo(null);
      onLeft();
    },
  };
}

function emptyCount(): Count {
  return { arriving: 0, before_login: 0, admitted: 0 };
}

function connected(count: Count): number {
  return count.before_login + count.admitted;
}

function total(count: Count): number {
  return count.arriving + connected(count);
}
