import type { CancelTimer, Clock } from '#shared/clock.ts';
import { heardServers, isSameList } from '#shared/discovery/heard-server.ts';
import type { HeardServer } from '#shared/discovery/heard-server.ts';
import {
  addSighting,
  emptyServerTable,
  expireSightings,
  nextExpiryAt,
  removeSighting,
  removeSources,
} from '#shared/discovery/server-table.ts';
import type { Goodbye, ServerTable, Sighting } from '#shared/discovery/server-table.ts';
import type { Browse, BrowseOptions } from './discovery.ts';
import { createListenerSet } from '#shared/listener-set.ts';
import { createThrottle } from '#shared/throttle.ts';

const changeIntervalMs = 100;
/** Never none, or rounding could make a timer follow itself for ever within one moment. */
const minTimerMs = 1;

/** The table behind one `Browse`: takes what is heard, lets it go out of date, tells who listens. */
export interface ServerList {
  readonly browse: Browse;
  /** `network`: name of the interface it was heard on. */
  see(sighting: Sighting, network: string): void;
  /** Something was not even decoded. */
  refuse(): void;
  forget(goodbye: Goodbye): void;
  forgetSources(isGone: (source: string) => boolean): void;
  /** When the server heard least recently was heard, in monotonic milliseconds; null when there is none. */
  oldestSeenAt(): number | null;
}

/** An empty list; `onClose` is called when the one who browses has seen enough. */
export function createServerList(
  { clock, isKnown = () => false }: BrowseOptions & { readonly clock: Clock },
  onClose: () => void,
): ServerList {
  let table = emptyServerTable;
  let told: readonly HeardServer[] = [];
  let cancelExpiry: CancelTimer | null = null;
  const refused = { table_full: 0, source_full: 0, server_full: 0, not_decoded: 0 };
  const listeners = createListenerSet<readonly HeardServer[]>();

  const tellChange = createThrottle(clock, changeIntervalMs, () => {
    const servers = heardServers(table);
    if (isSameList(servers, told)) return;
    told = servers;
    listeners.call(servers);
  });
  const expire = () => {
    cancelExpiry = null;
    set(expireSightings(table, clock.monotonic()));
  };
  const set = (next: ServerTable) => {
    table = next;
    // A refreshed sighting only moves the next expiry away, so a timer that is set never comes too late.
    const expiryAt = nextExpiryAt(table);
    if (expiryAt !== null) cancelExpiry ??= clock.after(Math.max(minTimerMs, expiryAt - clock.monotonic()), expire);
    tellChange.ask();
  };

  return {
    browse: {
      servers: () => heardServers(table),
      onChange: listeners.add,
      refused: () => ({ ...refused }),
      close: () => {
        cancelExpiry?.();
        tellChange.cancel();
        onClose();
      },
    },
    see: (sighting, network) => {
      const change = addSighting(table, sighting, { now: clock.monotonic(), network, isKnown });
      if (change.refused !== null) refused[change.refused] += 1;
      set(change.table);
    },
    refuse: () => {
      refused.not_decoded += 1;
    },
    forget: (goodbye) => set(removeSighting(table, goodbye)),
    forgetSources: (isGone) => set(removeSources(table, isGone)),
    oldestSeenAt: () => (table.size === 0 ? null : Math.min(...[...table.values()].map((entry) => entry.lastSeenAt))),
  };
}
