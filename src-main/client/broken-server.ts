import type { ServerView } from '#shared/ipc/chat-view.ts';
import type { ConnectionProblem } from '#shared/ipc/connection-view.ts';
import { createIds } from '../identity/ids.ts';
import { createKeyPair } from '../identity/key-pair.ts';
import type { KnownServer } from '../storage/profile-store.ts';
import { nothingWaits } from './waiting-counts.ts';

/** A server that is known and whose key or database is not to be had. It stays in the list with the reason; nothing of it is lost. */
export interface BrokenServer {
  readonly known: KnownServer;
  readonly problem: StorageProblem;
  readonly view: ServerView;
}

/** Why a server could not be opened: its key, its database, or what the database said once it was open. */
export interface OpenFailure {
  readonly type: string;
  readonly file?: string;
  readonly path?: string;
}

type StorageProblem = Extract<ConnectionProblem, { type: 'storage_failed' }>;

/** `seed` is the device's key, null where that is what could not be read. */
export function brokenServer(known: KnownServer, error: OpenFailure, seed: Uint8Array | null): BrokenServer {
  const { serverId, name, displayName, addresses, isVerified } = known;
  const problem = storageProblem(error);
  const personId = seed === null ? null : createIds(serverId).personId(createKeyPair(seed).publicKey);
  const outbox = { waiting: 0, failed: 0 };
  const connection = { type: 'refused', problem } as const;
  const view = {
    serverId,
    name,
    personId,
    displayName,
    connection,
    addresses,
    isVerified,
    ...nothingWaits,
    unread: 0,
    outbox,
    holdup: null,
    healed: null,
    renewed: null,
  };
  return { known, problem, view };
}

/** What a person is told of a key or database that could not be opened. */
export function storageProblem(error: OpenFailure): StorageProblem {
  const file = error.file ?? error.path ?? null;
  return { type: 'storage_failed', detail: error.type, ...(file === null ? {} : { file }) };
}
