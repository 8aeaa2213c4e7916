import type { Clock } from '#shared/clock.ts';
import { formatAddress } from '#shared/discovery/address.ts';
import type { HeardServer, ToldAddress } from '#shared/discovery/heard-server.ts';
import { isLoopbackIpv4 } from '#shared/discovery/ip-address.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { DiscoveryView, NearbyView } from '#shared/ipc/chat-view.ts';
import type { Discovery, DiscoveryStatus } from '../discovery/discovery.ts';

/** Servers that announce themselves on this network, beside what this client knows of them. */
export interface Nearby {
  view(): NearbyView;
  heard(serverId: ServerId): HeardServer | undefined;
  /** By who tells them at this moment, also where that makes no difference to the view. */
  told(serverId: ServerId): readonly ToldAddress[];
  close(): void;
}

export interface NearbyContext {
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  /** Null where discovery is switched off. */
  readonly discovery: Discovery | null;
  readonly isKnown: (serverId: ServerId) => boolean;
  /** `fresh`: servers that were not heard before, or have an address that they had not. */
  readonly onChange: (fresh: readonly ServerId[]) => void;
}

export function browseNearby({ clock, discovery, isKnown, onChange }: NearbyContext): Nearby {
  const browse = discovery?.browse({ isKnown });
  let heard = browse?.servers() ?? [];
  const stopServers = browse?.onChange((servers) => {
    const fresh = freshServers(heard, servers);
    heard = servers;
    onChange(fresh);
  });
  const stopStatus = discovery?.onStatus(() => {
    onChange([]);
  });

  return {
    view: () => ({
      servers: heard.map(({ serverId, name, addresses, networks, lastSeenAt }) => ({
        serverId,
        name,
        addresses: addresses.map(formatAddress),
        isKnown: isKnown(serverId),
        networks: discovery === null ? [] : namesToTell(networks, discovery.status()),
        lastSeenAt: clock.now() - (clock.monotonic() - lastSeenAt),
      })),
      status: discovery === null ? { type: 'off', problem: null } : discoveryView(discovery.status()),
    }),
    heard: (serverId) => heard.find((server) => server.serverId === serverId),
    told: (serverId) => browse?.servers().find((server) => server.serverId === serverId)?.told ?? [],
    close: () => {
      stopServers?.();
      stopStatus?.();
      browse?.close();
    },
  };
}

/** On a computer with one network its name says nothing, and the one within the computer is none. */
function namesToTell(networks: readonly string[], { interfaces }: DiscoveryStatus): readonly string[] {
  const outside = new Set(interfaces.filter(({ address }) => !isLoopbackIpv4(address)).map(({ name }) => name));
  return outside.size < 2 ? [] : networks.filter((name) => outside.has(name));
}

function freshServers(before: readonly HeardServer[], now: readonly HeardServer[]): ServerId[] {
  const known = new Map(before.map(({ serverId, addresses }) => [serverId, new Set(addresses.map(formatAddress))]));
  const isFresh = ({ serverId, addresses }: HeardServer) =>
    !addresses.every((address) => known.get(serverId)?.has(formatAddress(address)));
  return now.filter(isFresh).map(({ serverId }) => serverId);
}

function discoveryView({ type, interfaces }: DiscoveryStatus): DiscoveryView {
  const failure = interfaces.map(({ state }) => state).find((state) => state.type === 'failed');
  return { type, problem: failure === undefined ? null : failure.reason.type };
}
