import type { ClientStore } from '../client-store.ts';
import { clientMigrations } from '../migrations/client-migrations.ts';
import { profileMigrations } from '../migrations/profile-migrations.ts';
import { openMemoryDatabase } from '../open-database.ts';
import type { ProfileStore } from '../profile-store.ts';
import type { WritableDb } from '../readable-db.ts';
import { asyncFacade } from './async-facade.ts';
import { createClientEngine, type ClientEngineOptions } from './client-engine.ts';
import { createProfileEngine } from './profile-engine.ts';

/** A client's database in memory: for the simulation and for tests. It outlives a store that is not closed, as a file does. */
export function createMemoryClientDatabase(): WritableDb {
  return openMemoryDatabase(clientMigrations);
}

/** The client's store in this thread: the engine itself, answering by promises. */
export function createDirectClientStore(options: ClientEngineOptions): ClientStore {
  return asyncFacade<ClientStore>(createClientEngine(options));
}

/** A profile's database in memory. */
export function createMemoryProfileDatabase(): WritableDb {
  return openMemoryDatabase(profileMigrations);
}

/** The profile in this thread. */
export function createDirectProfileStore(db: WritableDb): ProfileStore {
  return asyncFacade<ProfileStore>(createProfileEngine(db));
}
