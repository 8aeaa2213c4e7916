/** What a running server has around it for whoever runs it: the care for its database, its status, its control channel. */
import type { Clock } from '#shared/clock.ts';
import { alarmOf, isSameAlarm, type ServerAlarm } from '#shared/ipc/server-alarm.ts';
import type { GoOnAnswer } from '#shared/ipc/server-control.ts';
import type { CommitTimes, ServerStatus } from '#shared/ipc/server-status.ts';
import type { Logger } from '#shared/logger.ts';
import { err, ok } from '#shared/result.ts';
import { openControlChannel } from './control-channel.ts';
import type { ChatServer } from './server/chat-server.ts';
import { createCareThreads } from './storage/care/run-care-job.ts';
import { createServerCare, type ServerCare } from './storage/care/server-care.ts';
import type { WorkerEventLog } from './storage/server/worker-event-log.ts';

export interface Attendance {
  readonly care: ServerCare;
  status(): Promise<ServerStatus>;
  /** What the last commits took; null before the first, and where the log does not say. */
  commits(): Promise<CommitTimes | null>;
  /** Begins nothing more, and cannot be asked any more. */
  close(): void;
}

export interface AttendanceOptions {
  readonly folder: string;
  readonly ballastBytes: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly chat: ChatServer;
  readonly log: WorkerEventLog;
  /** What does not change while it runs. */
  readonly fixed: Pick<ServerStatus, 'version' | 'serverId' | 'name' | 'addresses' | 'startedAt'>;
  /** Called whenever another one is the gravest. */
  readonly onAlarm: (alarm: ServerAlarm | null) => void;
}

export async function attendServer(options: AttendanceOptions): Promise<Attendance> {
  const { folder, ballastBytes, clock, logger, log, fixed, chat } = options;
  let alarm: ServerAlarm | null = null;
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
    onDone: () => {
      const next = alarmOf(careStatus(care));
      if (isSameAlarm(alarm, next)) return;
      alarm = next;
      options.onAlarm(alarm);
    },
  });
  const status = () => readStatus(options, care);
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
    },
  });
  return {
    care,
    status,
    commits: () =>
      log.stats().then(
        ({ commitsLately }) => commitsLately,
        () => null,
      ),
    close: () => {
      care.stop();
      control.close();
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

function careStatus(care: ServerCare): Pick<ServerStatus, 'lastStop' | 'backups' | 'ballast'> {
  const { opening, check, backups, ballast } = care.status();
  return { lastStop: { ...opening, check }, backups, ballast };
}

async function readStatus({ fixed, chat, log }: AttendanceOptions, care: ServerCare): Promise<ServerStatus> {
  const [stats, { devices }, healing] = await Promise.all([log.stats(), log.report(), chat.healing()]);
  const { sessions, queuedCommands } = chat.stats();
  const here = new Set(chat.connected());
  const { headSeq, databaseBytes, commits, commitMsTotal, commitsLately, rooms } = stats;
  return {
    ...fixed,
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
    ...careStatus(care),
    healing,
    devices: devices.map((device) => ({ ...device, isPersonHere: here.has(device.personId) })),
  };
}
