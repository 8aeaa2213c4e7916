/** What a running server has around it for whoever runs it: care for its database, the verifier, its status, its control channel. */
import type { Clock } from '#shared/clock.ts';
import { alarmOf, isSameAlarm, type AlarmingStatus, type ServerAlarm } from '#shared/ipc/server-alarm.ts';
import type { ClaimAnswer, GoOnAnswer, ReopenAnswer } from '#shared/ipc/server-control.ts';
import type { CommitTimes, ServerStatus } from '#shared/ipc/server-status.ts';
import type { Logger } from '#shared/logger.ts';
import { err, ok } from '#shared/result.ts';
import { openControlChannel } from './control-channel.ts';
import { readAudit } from './audit-page.ts';
import type { ChatServer } from './server/chat-server.ts';
import { createCareThreads } from './storage/care/run-care-job.ts';
import { createServerCare, type ServerCare } from './storage/care/server-care.ts';
import type { WorkerEventLog } from './storage/server/worker-event-log.ts';
import { createLogVerifier, type LogVerifier } from './storage/verifier/log-verifier.ts';
import { openVerifierThread } from './storage/verifier/verifier-thread.ts';

export interface Attendance {
  readonly care: ServerCare;
  readonly verifier: LogVerifier;
  status(): Promise<ServerStatus>;
  /** What the last commits took; null before the first, and where the log does not say. */
  commits(): Promise<CommitTimes | null>;
  /** Lets in again the closed device whose key begins like this. */
  reopen(beginning: string): Promise<ReopenAnswer>;
  /** The same for all that are closed; how many there were. */
  reopenAll(): Promise<number>;
  /** Begins nothing more, and cannot be asked any more. Resolves once nothing of it reads the database but a job of the care. */
  close(): Promise<void>;
}

export interface AttendanceOptions {
  readonly folder: string;
  /** The server's key (T1), by which it knows its own events. */
  readonly seed: Uint8Array;
  readonly ballastBytes: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly chat: ChatServer;
  readonly log: WorkerEventLog;
  /** What does not change while it runs. */
  readonly fixed: Pick<ServerStatus, 'version' | 'serverId' | 'name' | 'startedAt'>;
  /** Makes a new link for the first owner. */
  readonly claimLink: () => Promise<ClaimAnswer>;
  /** Where it is reached, and for which networks it is there. */
  readonly reach: () => Pick<ServerStatus, 'addresses' | 'networks'>;
  /** Called whenever another one is the gravest. */
  readonly onAlarm: (alarm: ServerAlarm | null) => void;
}

export async function attendServer(options: AttendanceOptions): Promise<Attendance> {
  const { folder, seed, ballastBytes, clock, logger, log, fixed, chat } = options;
  let alarm: ServerAlarm | null = null;
  const lookForAlarm = () => {
    const next = alarmOf(alarmingStatus({ care, verifier }));
    if (isSameAlarm(alarm, next)) return;
    alarm = next;
    options.onAlarm(alarm);
  };
  const verifier = createLogVerifier({
    clock,
    log: logger,
    notes: log,
    openThread: () => openVerifierThread({ folder, seed }, logger),
    headSeq: () => chat.stats().headSeq,
    onDeviceClosed: chat.cutDevice,
    onFound: lookForAlarm,
  });
  const care = createServerCare({
    folder,
    ballastBytes,
    opening: log.opening,
    clock,
    log: logger,
    run: createCareThreads({ folder, serverId: fixed.serverId, ballastBytes }, logger),
    damage: log.damage,
    onDamaged: () => {
      log.stopWriting().catch((error: unknown) => {
        logger.error('Writing could not be stopped.', { error: String(error) });
      });
    },
    onSound: () => {
      log.noteSound().catch((error: unknown) => {
        logger.warn('That the database is sound could not be noted. It is checked again at the next start.', {
          error: String(error),
        });
      });
    },
    onDone: lookForAlarm,
  });
  const status = () => readStatus(options, { care, verifier });
  const reopen = async (beginning: string): Promise<ReopenAnswer> => {
    const count = await verifier.reopen(beginning);
    return { type: count === 1 ? 'reopened' : 'not_reopened', devices: count };
  };
  const control = await openControlChannel({
    folder,
    log: logger,
    handlers: {
      'server.status': async () => ok(await status()),
      'server.backup': async () => {
        const made = await care.backUpByHand();
        return made.ok
          ? ok({ type: made.value.type, file: made.value.file })
          : err({ type: 'backup_failed', reason: made.error.type });
      },
      'server.goOn': async () => ok(await goOn(chat)),
      'server.reopen': async ({ device }) => ok(await reopen(device)),
      'server.claim': async () => ok(await options.claimLink()),
      'server.audit': async ({ before }) => ok(await readAudit(log, before)),
    },
  });
  return {
    care,
    verifier,
    status,
    reopen,
    reopenAll: async () => {
      const { devices } = await log.report();
      const closed = devices.filter(({ isClosed }) => isClosed);
      for (const { device } of closed) await verifier.reopen(device);
      return closed.length;
    },
    commits: () =>
      log.stats().then(
        ({ commitsLately }) => commitsLately,
        () => null,
      ),
    close: async () => {
      care.stop();
      control.close();
      await verifier.stop();
    },
  };
}

async function goOn(chat: ChatServer): Promise<GoOnAnswer> {
  const before = await chat.healing();
  if (!(await chat.goOn())) return { type: 'nothing_to_do' };
  const { closedRooms } = await chat.healing();
  return {
    type: 'went_on',
    isGateOpened: before.gate !== 'open',
    openedRooms: Math.max(0, before.closedRooms - closedRooms),
  };
}

type Watchers = Pick<Attendance, 'care' | 'verifier'>;

function alarmingStatus({ care, verifier }: Watchers): AlarmingStatus {
  const { opening, check, backups, ballast } = care.status();
  return { lastStop: { ...opening, check }, backups, ballast, verification: verifier.status() };
}

async function readStatus({ fixed, reach, chat, log }: AttendanceOptions, watchers: Watchers): Promise<ServerStatus> {
  await chat.noteDevices();
  const [stats, { devices }, healing] = await Promise.all([log.stats(), log.report(), chat.healing()]);
  const { sessions, queuedCommands } = chat.stats();
  const { headSeq, databaseBytes, commits, commitMsTotal, commitsLately, rooms } = stats;
  return {
    ...fixed,
    ...reach(),
    // The log counts the server among them.
    people: stats.people - 1,
    rooms,
    connections: Object.values(sessions).reduce((sum, count) => sum + count, 0),
    log: {
      headSeq,
      queuedCommands,
      databaseBytes,
      commits,
      commitsLately,
      meanCommitMs: commits === 0 ? null : commitMsTotal / commits,
    },
    ...alarmingStatus(watchers),
    healing,
    devices: devices.map((device) => ({ ...device, isHere: chat.isConnected(device.device) })),
  };
}
