import { err, ok, type Result } from '#shared/result.ts';
import type { ClientStorage } from '../storage/client-storage.ts';
import type { KnownServer } from '../storage/profile-store.ts';
import { askForAdmission } from './admission.ts';
import { brokenServer, type BrokenServer, type OpenFailure } from './broken-server.ts';
import type { ClaimWish } from './claim-wish.ts';
import type { DeviceSeeds } from './device-seeds.ts';
import { createKnownRecord } from './known-record.ts';
import { createServerClient, type ServerClient, type ServerClientContext } from './server-client.ts';
import { isStorageFailure } from './storage-failure.ts';

export interface OpenServerContext extends ServerClientContext {
  readonly storage: ClientStorage;
  readonly deviceSeeds: DeviceSeeds;
}

/** Opens key and database of a known server; what is not to be had is told to the log, and comes back to be shown. */
export async function openServer(
  context: OpenServerContext,
  known: KnownServer,
  claim: ClaimWish | null = null,
): Promise<Result<ServerClient, BrokenServer>> {
  const { storage, deviceSeeds, log } = context;
  const { profile } = storage;
  const { serverId } = known;

  function failed(error: OpenFailure, seed: Uint8Array | null): Result<never, BrokenServer> {
    const server = brokenServer(known, error, seed);
    log.error('A server could not be opened.', { serverId, error: error.type, file: server.problem.file ?? null });
    return err(server);
  }

  const seed = deviceSeeds.open(serverId);
  if (!seed.ok) return failed(seed.error, null);
  const store = await storage.openServer(serverId, seed.value);
  if (!store.ok) return failed(store.error, seed.value);
  try {
    const record = createKnownRecord({ profile, log }, known);
    const parts = { known: record, store: store.value, deviceSeed: seed.value, claim };
    const server = await createServerClient(context, parts);
    if (claim === null) await askForAdmission(server);
    return ok(server);
  } catch (error) {
    if (!isStorageFailure(error)) throw error;
    await store.value.close();
    return failed({ type: error.message }, seed.value);
  }
}
