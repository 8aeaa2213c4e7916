import { isDeepStrictEqual } from 'node:util';
import type { CommandId, PersonId, ServerId } from '#shared/domain/ids.ts';
import type { EventFrame } from '#shared/protocol/event-frame.ts';
import { ok } from '#shared/result.ts';
import { createIds } from '#main/identity/ids.ts';
import type { DeviceSeeds } from '#main/client/device-seeds.ts';
import type { Clock } from '#shared/clock.ts';
import type { Random } from '#shared/random.ts';
import { createClientEngine } from '#main/storage/client/client-engine.ts';
import type { Synchronous } from '#main/storage/client/async-facade.ts';
import { clientMigrations } from '#main/storage/migrations/client-migrations.ts';
import type { ClientStorage } from '#main/storage/client-storage.ts';
import type { ClientStore } from '#main/storage/client-store.ts';
import type { KnownServer, ProfileStore } from '#main/storage/profile-store.ts';
import type { WritableDb } from '#main/storage/readable-db.ts';
import { copyDatabase } from '#test/support/copy-database.ts';
import type { LogEvent } from '../checks/log-event.ts';
import type { HeldEvents, StoredPosition } from '../checks/position-check.ts';
import type { WaitingCommand } from '../checks/typed-check.ts';
import { rollBack, type DiskPool } from './disk-pool.ts';
import { createRememberingKeyPair } from './remembered-signatures.ts';
import type { StorageLane } from './storage-lane.ts';

/** What a client's machine keeps through the death of its process: a profile, a key, and the database of the one server. */
export interface DeviceDisk {
  readonly person: PersonId;
  readonly seeds: DeviceSeeds;
  /** What is there, for one process. */
  open(lane: StorageLane, options: { readonly clock: Clock; readonly random: Random }): ClientStorage;
  readonly hasJoined: boolean;
  position(): StoredPosition | null;
  held(): HeldEvents;
  /** Whether it has the event of this command, shown or set aside; with `origin`, the one that stood there first. */
  holds(person: string, commandId: string, origin?: LogEvent['origin']): boolean;
  outbox(): WaitingCommand[];
  /** What waits until its room opens. */
  heldCommands(): CommandId[];
  gapCount(): number;
  unsentMarkerCount(): number;
  /** The process died within whatever it was doing. */
  rollBack(): void;
  /** Another disk with the same key and nothing else on it, or with all that is on this one (P14). */
  twin(kind: 'empty' | 'copy'): DeviceDisk;
}

export function createDeviceDisk(serverId: ServerId, seed: Uint8Array, disks: DiskPool): DeviceDisk {
  return diskOf(serverId, { seed, disks, db: disks.take(clientMigrations), profile: new Map() });
}

interface Content {
  readonly seed: Uint8Array;
  readonly disks: DiskPool;
  readonly db: WritableDb;
  readonly profile: Map<ServerId, KnownServer>;
}

function diskOf(serverId: ServerId, { seed, disks, db, profile }: Content): DeviceDisk {
  const deviceKeys = createRememberingKeyPair(seed);
  return {
    person: createIds(serverId).personId(deviceKeys.publicKey),
    seeds: { open: () => ok(seed), forget: () => undefined },
    open: (lane, options) => ({
      profile: lane.facade<ProfileStore>(profileVerbs(profile)),
      openServer: (id) =>
        lane.run('openServer', () =>
          ok(lane.facade<ClientStore>(createClientEngine({ ...options, db, serverId: id, deviceKeys }))),
        ),
      setServerAside: () => Promise.reject(new Error('Nothing is damaged here.')),
      forgetServer: () => Promise.reject(new Error('Nobody forgets a server here.')),
      checkUnclean: () => Promise.resolve([]),
      onDamaged: () => undefined,
      close: () => lane.run('close', () => undefined),
    }),
    get hasJoined() {
      return profile.size > 0;
    },
    ...readings(db),
    rollBack: () => rollBack(db),
    twin: (kind) =>
      kind === 'empty'
        ? createDeviceDisk(serverId, seed, disks)
        : diskOf(serverId, {
            seed,
            disks,
            db: copyDatabase(db, disks.take(clientMigrations)),
            profile: new Map(profile),
          }),
  };
}

function profileVerbs(servers: Map<ServerId, KnownServer>): Synchronous<ProfileStore> {
  const change = (serverId: ServerId, edit: (known: KnownServer) => Partial<KnownServer>) => {
    const known = servers.get(serverId);
    if (known !== undefined) servers.set(serverId, { ...known, ...edit(known) });
  };
  return {
    servers: () => [...servers.values()],
    putServer: (server) => void servers.set(server.serverId, server),
    addressWorked: (serverId, address) => change(serverId, () => ({ addresses: [address] })),
    addAddresses: (serverId, added) =>
      change(serverId, ({ addresses }) => ({ addresses: [...new Set([...addresses, ...added])] })),
    forgetServer: (serverId) => void servers.delete(serverId),
    renewal: () => null,
    renewalTold: () => undefined,
    close: () => undefined,
  };
}

/** What checks read past the engine, straight from the tables. */
function readings(
  db: WritableDb,
): Pick<DeviceDisk, 'position' | 'held' | 'holds' | 'outbox' | 'heldCommands' | 'gapCount' | 'unsentMarkerCount'> {
  const held = db.query<[string, string, string, string], { frame: string }>(
    `SELECT frame FROM events WHERE person = ? AND commandId = ?
     UNION ALL SELECT frame FROM setAside WHERE person = ? AND commandId = ?`,
  );
  const meta = db.query<[], { epochId: string | null; position: string | null }>('SELECT epochId, position FROM meta');
  const events = db.query<[], { stream: string; streamSeq: number }>('SELECT stream, streamSeq FROM events');
  const gaps = db.query<[], { stream: string; fromSeq: number; toSeq: number }>('SELECT * FROM gaps');
  const outbox = db.query<[], { commandId: CommandId; body: string }>('SELECT commandId, body FROM outbox');
  const heldCommands = db.query<[], { commandId: CommandId }>('SELECT commandId FROM outbox WHERE hold IS NOT NULL');
  const unsent = db.query<[], { count: number }>(
    `SELECT count(*) AS count FROM markers m LEFT JOIN rooms r ON r.roomId = m.roomId
     WHERE (m.isReadUpToUnsent = 1 OR m.isUnreadFromUnsent = 1) AND coalesce(r.isUnlisted, 0) = 0`,
  );
  const position = () => {
    const row = meta.get();
    if (row === undefined || row.epochId === null || row.position === null) return null;
    return { epochId: row.epochId, seq: (JSON.parse(row.position) as { seq: number }).seq };
  };
  return {
    position,
    held: () => {
      const rows = new Set(events.all().map(({ stream, streamSeq }) => `${stream} ${streamSeq}`));
      const open = gaps.all();
      return {
        seq: position()?.seq ?? 0,
        has: (stream, streamSeq) => rows.has(`${stream} ${streamSeq}`),
        isGap: (stream, at) => open.some((gap) => gap.stream === stream && gap.fromSeq <= at && at <= gap.toSeq),
      };
    },
    holds: (person, commandId, origin) =>
      held
        .all(person, commandId, person, commandId)
        .some(({ frame }) => origin === undefined || isDeepStrictEqual(originOf(frame), origin)),
    outbox: () =>
      outbox.all().map(({ commandId, body }) => {
        const { content } = JSON.parse(body) as { content?: { text?: string } };
        return { commandId, text: content?.text ?? null };
      }),
    heldCommands: () => heldCommands.all().map(({ commandId }) => commandId),
    gapCount: () => gaps.all().length,
    unsentMarkerCount: () => unsent.get()?.count ?? 0,
  };
}

function originOf(frame: string): LogEvent['origin'] {
  const { epoch, seq, origin = { epoch, seq } } = (JSON.parse(frame) as EventFrame).header;
  return { epoch: origin.epoch, seq: origin.seq };
}
