/** What a person's client knows besides chat: which servers, by which name, and where they were last reached. */
import type { ServerId } from '#shared/domain/ids.ts';
import type { RenewedProfile } from '#shared/ipc/renewed-view.ts';

export interface ProfileStore {
  /** In the order in which they were joined. */
  servers(): Promise<readonly KnownServer[]>;
  putServer(server: KnownServer): Promise<void>;
  /** Moves an address that worked to the front; at most 16 are kept. */
  addressWorked(serverId: ServerId, address: string): Promise<void>;
  addAddresses(serverId: ServerId, addresses: readonly string[]): Promise<void>;
  forgetServer(serverId: ServerId): Promise<void>;
  /** The list was damaged and made anew, and the person has not been told; else null. */
  renewal(): Promise<RenewedProfile | null>;
  renewalTold(): Promise<void>;
  close(): Promise<void>;
}

export interface KnownServer {
  readonly serverId: ServerId;
  readonly name: string;
  /** The name to come in by, as typed. */
  readonly displayName: string;
  /** False after leaving: known, and not connected to. */
  readonly isJoined: boolean;
  /** A link or digits have shown that it is the server that was meant (T3). */
  readonly isVerified: boolean;
  /** The token of an invite, until it was used (T6). */
  readonly token: string | null;
  /** `host:port`, the last one that worked first. */
  readonly addresses: readonly string[];
}
