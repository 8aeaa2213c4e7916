import type { ServerId } from '#shared/domain/ids.ts';
import type { Result } from '#shared/result.ts';
import type { OpenError } from '../open-error.ts';
import type { ProfileStore } from '../profile-store.ts';
import type { ClientStore } from '../client-store.ts';
import { failureCode, isDamage } from '../sqlite-failure.ts';
import type { ClientDatabases, UncleanServer } from './client-databases.ts';

/** What the client's storage worker answers: every verb of a store goes through one call that names the server. */
export interface ClientVerbs {
  openServer(serverId: ServerId, deviceSeed: Uint8Array): Result<null, OpenError>;
  setServerAside(serverId: ServerId): Result<string, OpenError>;
  forgetServer(serverId: ServerId): void;
  uncleanServers(): readonly UncleanServer[];
  noteSound(serverId: ServerId): void;
  noteDamage(serverId: ServerId): void;
  server(serverId: ServerId, verb: keyof ClientStore, args: readonly unknown[]): unknown;
  profile(verb: keyof ProfileStore, args: readonly unknown[]): unknown;
  close(): void;
}

/** The worker's side of every verb. */
export function createClientVerbs(databases: ClientDatabases): ClientVerbs {
  return {
    openServer: databases.openServer,
    setServerAside: databases.setServerAside,
    forgetServer: databases.forgetServer,
    uncleanServers: databases.uncleanServers,
    noteSound: databases.noteSound,
    noteDamage: databases.noteDamage,
    server: (serverId, verb, args) => {
      if (verb === 'close') return databases.closeServer(serverId);
      try {
        return run(databases.server(serverId)[verb], args);
      } catch (error) {
        if (isDamage(failureCode(error))) databases.noteDamage(serverId);
        throw error;
      }
    },
    profile: (verb, args) => run(databases.profile[verb], args),
    close: databases.close,
  };
}

/** The other side of the port called the verb with the arguments that its interface asks for. */
function run(verb: (...args: never[]) => unknown, args: readonly unknown[]): unknown {
  return verb(...(args as never[]));
}
