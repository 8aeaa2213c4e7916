import type { Clock } from '#shared/clock.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { Random } from '#shared/random.ts';
import { err, ok } from '#shared/result.ts';
import { createKeyPair } from '#main/identity/key-pair.ts';
import type { DeviceSeeds } from '#main/client/device-seeds.ts';
import type { KeyFileFailure } from '#main/identity/key-file.ts';
import type { ClientStorage } from '#main/storage/client-storage.ts';
import type { ClientStore } from '#main/storage/client-store.ts';
import { createDirectClientStore, createMemoryClientDatabase } from '#main/storage/client/direct-client-store.ts';
import type { OpenError } from '#main/storage/open-error.ts';
import type { KnownServer } from '#main/storage/profile-store.ts';
import type { WritableDb } from '#main/storage/readable-db.ts';

/** The disk of one machine: what a client process leaves there is found by the next one. */
export interface MemoryDisk {
  /** Opens what is there for one process; its stores answer nothing any more once it is closed. */
  open(options: { readonly clock: Clock; readonly random: Random }): ClientStorage;
  readonly deviceSeeds: DeviceSeeds;
  databaseOf(serverId: ServerId): WritableDb | undefined;
  /** Makes the keys of this device unreadable. */
  failKeys(error: KeyFileFailure | null): void;
  /** Makes `openServer` fail. */
  failOpening(error: OpenError | null): void;
  /** Makes every verb that writes what arrives fail, as on a full disk. */
  failWriting(isFailing: boolean): void;
  /** Makes one verb of one server's store fail, as where its pages are damaged. */
  failVerb(serverId: ServerId, verb: keyof ClientStore): void;
  /** A verb has met damage, and the next opening begins anew. */
  findDamage(serverId: ServerId): void;
}

export function createMemoryDisk(random: Random): MemoryDisk {
  const databases = new Map<ServerId, WritableDb>();
  const seeds = new Map<ServerId, Uint8Array>();
  const profile = new Map<ServerId, KnownServer>();
  let openError: OpenError | null = null;
  let keyError: KeyFileFailure | null = null;
  let isFailing = false;
  let onDamaged: (serverId: ServerId) => void = () => undefined;
  const damaged = new Map<ServerId, keyof ClientStore>();

  function database(serverId: ServerId): WritableDb {
    // As a file does, it outlives the store that is closed.
    const db = databases.get(serverId) ?? { ...createMemoryClientDatabase(), close: () => undefined };
    databases.set(serverId, db);
    return db;
  }

  return {
    open: ({ clock, random: ownRandom }) => {
      let isClosed = false;
      return {
        profile: memoryProfile(profile),
        openServer: async (serverId, seed) => {
          if (openError !== null) return err(openError);
          const options = { serverId, deviceKeys: createKeyPair(seed), clock, random: ownRandom };
          const store = createDirectClientStore({ ...options, db: database(serverId) });
          return ok(
            guarded(store, (verb) =>
              isClosed
                ? 'closed'
                : damaged.get(serverId) === verb
                  ? 'damaged'
                  : isFailing && arrivals.includes(verb)
                    ? 'full'
                    : null,
            ),
          );
        },
        setServerAside: async (serverId) => {
          databases.delete(serverId);
          openError = null;
          return ok('aside');
        },
        forgetServer: async (serverId) => {
          databases.delete(serverId);
        },
        checkUnclean: async () => [],
        onDamaged: (listener) => {
          onDamaged = listener;
        },
        close: async () => {
          isClosed = true;
        },
      };
    },
    findDamage: (serverId) => {
      databases.delete(serverId);
      onDamaged(serverId);
    },
    deviceSeeds: {
      open: (serverId) => {
        if (keyError !== null) return err(keyError);
        const seed = seeds.get(serverId) ?? random.bytes(32);
        seeds.set(serverId, seed);
        return ok(seed);
      },
      forget: (serverId) => {
        seeds.delete(serverId);
      },
    },
    databaseOf: (serverId) => databases.get(serverId),
    failKeys: (error) => {
      keyError = error;
    },
    failOpening: (error) => {
      openError = error;
    },
    failWriting: (failing) => {
      isFailing = failing;
    },
    failVerb: (serverId, verb) => {
      damaged.set(serverId, verb);
    },
  };
}

const arrivals: readonly string[] = ['applyFrames', 'applySnapshot', 'applyHistory'];

/** The store as a process sees it whose disk may be full or damaged, or which is gone. */
function guarded(store: ClientStore, problem: (verb: string) => 'closed' | 'damaged' | 'full' | null): ClientStore {
  return new Proxy(store, {
    get: (target, verb: string) => {
      const run = Reflect.get(target, verb) as ((...args: unknown[]) => Promise<unknown>) | undefined;
      if (typeof run !== 'function') return run;
      return (...args: unknown[]) => {
        const state = problem(verb);
        return state === null ? run(...args) : Promise.reject(new StorageFailure(`database or disk is ${state}`));
      };
    },
  });
}

class StorageFailure extends Error {
  override readonly name = 'StorageWorkerError';
}

function memoryProfile(servers: Map<ServerId, KnownServer>): ClientStorage['profile'] {
  const change = (serverId: ServerId, edit: (addresses: readonly string[]) => readonly string[]) => {
    const server = servers.get(serverId);
    if (server !== undefined) servers.set(serverId, { ...server, addresses: [...new Set(edit(server.addresses))] });
  };
  return {
    servers: async () => [...servers.values()],
    putServer: async (server) => {
      servers.set(server.serverId, server);
    },
    addressWorked: async (serverId, address) => {
      change(serverId, (addresses) => [address, ...addresses]);
    },
    addAddresses: async (serverId, added) => {
      change(serverId, (addresses) => [...addresses, ...added]);
    },
    forgetServer: async (serverId) => {
      servers.delete(serverId);
    },
    renewal: async () => null,
    renewalTold: async () => undefined,
    close: async () => undefined,
  };
}
