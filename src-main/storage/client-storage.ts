/** What a client process has on disk: the profile, and one database a server. One process at a time may have it open. */
import type { ServerId } from '#shared/domain/ids.ts';
import type { Result } from '#shared/result.ts';
import type { ClientStore } from './client-store.ts';
import type { OpenError } from './open-error.ts';
import type { ProfileStore } from './profile-store.ts';

export interface ClientStorage {
  readonly profile: ProfileStore;
  /** Opens the database of a server, or makes it; `deviceSeed` is the key that this device has for the server (P18). */
  openServer(serverId: ServerId, deviceSeed: Uint8Array): Promise<Result<ClientStore, OpenError>>;
  /** Renames the files of a server's database, closing it first; comes back with where they lie now. Nothing is deleted. */
  setServerAside(serverId: ServerId): Promise<Result<string, OpenError>>;
  /** Deletes the database of a server from this machine, closing it first. */
  forgetServer(serverId: ServerId): Promise<void>;
  /** Reads whole, each in a thread of its own, what an unclean stop had left open; comes back with what is damaged. */
  checkUnclean(): Promise<readonly ServerId[]>;
  /** Calls back when damage shows in a database that is open, once: at its next opening it makes room for a new one. */
  onDamaged(listener: (serverId: ServerId) => void): void;
  /** Closes everything that is open. */
  close(): Promise<void>;
}
