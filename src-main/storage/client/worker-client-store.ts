import type { ServerId } from '#shared/domain/ids.ts';
import type { Logger } from '#shared/logger.ts';
import { ok, type Result } from '#shared/result.ts';
import type { ClientStorage } from '../client-storage.ts';
import type { ClientStore } from '../client-store.ts';
import type { OpenError } from '../open-error.ts';
import type { ProfileStore } from '../profile-store.ts';
import { runCheck } from '../run-check.ts';
import { isDamage } from '../sqlite-failure.ts';
import { startStorageWorker, StorageWorkerError, type StorageWorker } from '../storage-worker.ts';
import type { ClientVerbs } from './client-verbs.ts';

export interface ClientStorageOptions {
  /** The client's data folder; one process at a time has it. */
  readonly folder: string;
  readonly log: Logger;
  /** The storage worker died by itself: what it was asked was rejected, and nothing more can be. */
  readonly onFailed: (error: unknown) => void;
}

type WorkerCalls = StorageWorker<{ readonly [Verb in keyof ClientVerbs]: ClientVerbs[Verb] }>;

/** Opens what a client has on disk, in one thread for all its servers and the profile. */
export async function openWorkerClientStorage({
  folder,
  log,
  onFailed,
}: ClientStorageOptions): Promise<Result<ClientStorage, OpenError>> {
  const url = new URL('../client-worker.ts', import.meta.url);
  const started = await startStorageWorker<WorkerVerbs, OpenError>({ url, data: { folder }, log });
  return started.ok ? ok(createClientStorage(started.value, { log, onFailed })) : started;
}

type WorkerVerbs = { readonly [Verb in keyof ClientVerbs]: ClientVerbs[Verb] };

function createClientStorage(
  worker: WorkerCalls,
  { log, onFailed }: Pick<ClientStorageOptions, 'log' | 'onFailed'>,
): ClientStorage {
  let isClosing = false;
  let onDamaged: (serverId: ServerId) => void = () => undefined;
  void worker.ended.then((death) => {
    if (!isClosing) onFailed(death ?? new StorageWorkerError('worker_stopped', 'The storage worker ended by itself.'));
  });
  return {
    profile: createCaller<ProfileStore>(profileVerbs, (verb, args) => worker.call('profile', verb, args)),
    openServer: async (serverId: ServerId, deviceSeed: Uint8Array) => {
      const opened = await worker.call('openServer', serverId, deviceSeed);
      if (!opened.ok) return opened;
      return ok(
        openStore(worker, serverId, () => {
          onDamaged(serverId);
        }),
      );
    },
    setServerAside: (serverId) => worker.call('setServerAside', serverId),
    forgetServer: (serverId) => worker.call('forgetServer', serverId),
    checkUnclean: async () => {
      const damaged: ServerId[] = [];
      for (const { serverId, file } of await worker.call('uncleanServers')) {
        const found = await runCheck(file, log);
        const isDamaged = found.type === 'damaged';
        if (isDamaged)
          log.error('A check after an unclean stop found a database damaged.', { serverId, finding: found.finding });
        // What is closed meanwhile is unclean at its next opening, and checked again.
        if (isClosing) break;
        if (found.type !== 'failed') await worker.call(isDamaged ? 'noteDamage' : 'noteSound', serverId);
        if (isDamaged) damaged.push(serverId);
      }
      return damaged;
    },
    onDamaged: (listener) => {
      onDamaged = listener;
    },
    close: async () => {
      isClosing = true;
      await worker.call('close');
      await worker.ended;
    },
  };
}

/** What comes late, after `close`, must not reach the database that is opened next. */
function openStore(worker: WorkerCalls, serverId: ServerId, onDamaged: () => void): ClientStore {
  let isClosed = false;
  let isDamaged = false;
  return createCaller<ClientStore>(clientVerbs, async (verb, args) => {
    if (isClosed) throw new StorageWorkerError('worker_stopped', 'The database is closed.');
    isClosed = verb === 'close';
    try {
      return await worker.call('server', serverId, verb, args);
    } catch (error) {
      if (error instanceof StorageWorkerError && isDamage(error.code) && !isDamaged) {
        isDamaged = true;
        onDamaged();
      }
      throw error;
    }
  });
}

/** Every verb of the interface as a call to the worker. */
function createCaller<Store extends object>(
  verbs: Readonly<Record<keyof Store, true>>,
  call: (verb: keyof Store, args: readonly unknown[]) => Promise<unknown>,
): Store {
  const names = Object.keys(verbs) as (keyof Store)[];
  const callers = names.map((verb) => [verb, (...args: unknown[]) => call(verb, args)] as const);
  // The worker runs the verb of the same name and answers what it answered.
  return Object.fromEntries(callers) as Store;
}

const profileVerbs: Readonly<Record<keyof ProfileStore, true>> = {
  servers: true,
  putServer: true,
  addressWorked: true,
  addAddresses: true,
  forgetServer: true,
  renewal: true,
  renewalTold: true,
  close: true,
};

const clientVerbs: Readonly<Record<keyof ClientStore, true>> = {
  load: true,
  noteStart: true,
  queueCommand: true,
  cancelCommand: true,
  changeCommand: true,
  retryCommand: true,
  discardCommand: true,
  takeCommands: true,
  renewOutbox: true,
  askClosedRooms: true,
  becomePerson: true,
  askAgain: true,
  joinGranted: true,
  applyFrames: true,
  applySnapshot: true,
  healingTold: true,
  renewalTold: true,
  cutOffers: true,
  pieces: true,
  piecesAnswered: true,
  applyHistory: true,
  nextGaps: true,
  applyMarkers: true,
  applyReceipts: true,
  moveMarker: true,
  unsentMarkers: true,
  markersSent: true,
  rooms: true,
  people: true,
  outbox: true,
  failedCommands: true,
  drafts: true,
  putDraft: true,
  timelinePage: true,
  messageInfo: true,
  diagnostics: true,
  close: true,
};
