import type { Logger } from '#shared/logger.ts';
import type { KnownServer, ProfileStore } from '../storage/profile-store.ts';

/** What the profile knows of one server, in memory and on disk. */
export interface KnownRecord {
  readonly server: KnownServer;
  /** Kept at once here; on disk soon after. */
  change(change: Partial<Omit<KnownServer, 'serverId' | 'addresses'>>): void;
  addressWorked(address: string): void;
  addAddresses(addresses: readonly string[]): void;
  /** When all of it is on disk. A profile that cannot be written is in the log; chat goes on without it. */
  saved(): Promise<void>;
}

const maxAddresses = 16;

export function createKnownRecord(
  { profile, log }: { readonly profile: ProfileStore; readonly log: Logger },
  first: KnownServer,
): KnownRecord {
  let server = first;
  let saving: Promise<void> = Promise.resolve();

  function save(write: () => Promise<void>): void {
    saving = saving.then(write).catch((error: unknown) => {
      log.error('The profile could not be written.', { error: error instanceof Error ? error.message : 'unknown' });
    });
  }

  return {
    get server() {
      return server;
    },
    change: (change) => {
      const changed = { ...server, ...change };
      if (JSON.stringify(changed) === JSON.stringify(server)) return;
      server = changed;
      save(() => profile.putServer(changed));
    },
    addressWorked: (address) => {
      if (server.addresses[0] === address) return;
      const others = server.addresses.filter((other) => other !== address);
      server = { ...server, addresses: [address, ...others].slice(0, maxAddresses) };
      save(() => profile.addressWorked(server.serverId, address));
    },
    addAddresses: (addresses) => {
      const added = addresses.filter((address) => !server.addresses.includes(address));
      if (added.length === 0) return;
      server = { ...server, addresses: [...server.addresses, ...added].slice(0, maxAddresses) };
      save(() => profile.addAddresses(server.serverId, added));
    },
    saved: () => saving,
  };
}
