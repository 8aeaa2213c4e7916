import type { HeardServer } from '#shared/discovery/heard-server.ts';
import type { ServerRecord } from '#shared/discovery/server-record.ts';
import type { Refusal } from '#shared/discovery/server-table.ts';
import type { ServerId } from '#shared/domain/ids.ts';

/**
 * Finding each other on the local network: servers announce themselves, clients listen. A convenience that may fail without
 * anybody losing anything (R4): nothing here throws or rejects, how it goes is a status.
 */
export interface Discovery {
  /** Announces a server on every network until stopped. Stopping resolves when the goodbye is out, at the latest after 1 s. */
  advertise(advertisement: Advertisement): StopAdvertising;
  /** Listens until closed. Several may listen at once, each with a list of its own. */
  browse(options?: BrowseOptions): Browse;
  status(): DiscoveryStatus;
  /** Calls back whenever the status changes, and returns its own undo. */
  onStatus(listener: (status: DiscoveryStatus) => void): () => void;
  /** Opens every socket anew: after the machine slept, or when a person asks to look again. */
  refresh(): void;
  /** Takes every announcement back, then closes the sockets; resolves when both are done, at the latest after 1 s. */
  close(): Promise<void>;
}

/** To rename a server, or for other networks, advertise the new record first and stop the old one then: nobody sees it disappear who is to see it still. */
export interface Advertisement extends ServerRecord {
  readonly port: number;
  /** Addresses of this machine the server listens on, and is announced on; left out: all of them (T11). */
  readonly hosts?: readonly string[];
}

export type StopAdvertising = () => Promise<void>;

export interface BrowseOptions {
  /** Servers this client has joined: they find room in a full list. Asked whenever room is needed. */
  readonly isKnown?: (serverId: ServerId) => boolean;
}

export interface Browse {
  /** The servers heard within the last two minutes and not taken back since, in the order they were first heard. */
  servers(): readonly HeardServer[];
  /** Calls back when the list looks different, at most every 100 ms, and returns its own undo. */
  onChange(listener: (servers: readonly HeardServer[]) => void): () => void;
  /** How many announcements were refused, and why, and how many datagrams before they were decoded: a flood shows here (T4). */
  refused(): Readonly<Record<Refusal | 'not_decoded', number>>;
  close(): void;
}

export interface DiscoveryStatus {
  /** The best state among the networks that matter: the physical ones if there are any. */
  readonly type: 'starting' | 'working' | 'not_heard' | 'no_network' | 'failed';
  /** Physical ones first. */
  readonly interfaces: readonly InterfaceStatus[];
}

export interface InterfaceStatus {
  readonly name: string;
  readonly address: string;
  readonly state: InterfaceState;
}

export type InterfaceState =
  /** Sent something, has not heard it yet. */
  | { readonly type: 'starting' }
  /** Heard its own packet: the system lets multicast out and in. */
  | { readonly type: 'working' }
  /** Sent, never heard: a firewall, or a system that denies the local network. */
  | { readonly type: 'not_heard' }
  | { readonly type: 'failed'; readonly reason: DiscoveryFailure };

export type DiscoveryFailure =
  /** Another program holds UDP port 5353 for itself. */
  | { readonly type: 'port_taken' }
  | { readonly type: 'not_permitted' }
  /** The system finds no way out: no route, or on macOS the Local Network permission is missing (R6). */
  | { readonly type: 'unreachable' }
  | { readonly type: 'multicast_unsupported' }
  /** `code` is the system's, such as ENOBUFS. */
  | { readonly type: 'system_error'; readonly code: string };
