import type { DeviceStatus, ServerStatus } from '#shared/ipc/server-status.ts';
import { deviceKeyOf, personIdOf, serverIdOf } from './sample-ids.ts';

/** When the sample was taken. */
export const statusTime = Date.UTC(2026, 10, 29, 12);
const minuteMs = 60_000;

export const sampleDevice: DeviceStatus = {
  device: deviceKeyOf(1),
  personId: personIdOf(1),
  displayName: 'Mara',
  standing: 'active',
  isClosed: false,
  isRevoked: false,
  isHere: true,
  lastSeenAt: statusTime - 5 * minuteMs,
  positionSeq: 41,
  personSeq: 40,
  outboxes: 1,
  starts: null,
  clockOffsetMs: null,
  holes: null,
};

/** A server that is well, with one person on one device. */
export const sampleStatus: ServerStatus = {
  version: '0.1.0',
  serverId: serverIdOf(1),
  name: 'Lunch',
  startedAt: statusTime - 90 * minuteMs,
  addresses: ['10.0.0.1:7420'],
  networks: {
    all: [
      {
        networkId: '10.0.0.0/24 aa:bb:cc:00:00:01',
        interfaceName: 'eth0',
        subnet: '10.0.0.0/24',
        address: '10.0.0.1',
        isPublic: false,
        standing: 'served',
      },
    ],
    refusals: 0,
  },
  people: 2,
  rooms: 1,
  connections: 1,
  log: {
    headSeq: 42,
    queuedCommands: 0,
    databaseBytes: 3 << 19,
    commits: 10,
    meanCommitMs: 40,
    commitsLately: { count: 8, meanMs: 1.234, worstMs: 21.6 },
  },
  lastStop: { wasUnclean: false, isFirstStart: false, restored: null, check: { type: 'not_needed' } },
  backups: { count: 3, newestAt: statusTime - 59 * minuteMs, made: 1, failures: 0, lastFailure: null },
  ballast: { bytes: 16 << 20, isThere: true, freeBytes: 1 << 30, neededBytes: 32 << 20 },
  verification: { upToSeq: 42, changedEvents: 0, firstChangedSeq: null, unsignedMessages: 0, closedDevices: 0 },
  healing: {
    epoch: 1,
    gate: 'open',
    startedAt: statusTime,
    returned: 0,
    givers: [],
    missing: 0,
    parked: 0,
    closedRooms: 0,
  },
  devices: [sampleDevice],
};
