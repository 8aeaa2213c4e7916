import type { ClientStore } from '../client-store.ts';
import { openMemoryDatabase } from '../open-database.ts';
import { clientMigrations } from '../migrations/client-migrations.ts';
import type { WritableDb } from '../readable-db.ts';
import { asyncFacade } from './async-facade.ts';
import { createClientEngine, type ClientEngineOptions } from './client-engine.ts';

/** A client's database in memory: for the simulation and for tests. It outlives the store, as a file outlives a process. */
export function createMemoryClientDatabase(): WritableDb {
  return openMemoryDatabase(clientMigrations);
}

/** The client's store in this thread: the engine itself, answering by promises. */
export function createDirectClientStore(options: ClientEngineOptions): ClientStore {
  return asyncFacade<ClientStore>(createClientEngine(options));
}
