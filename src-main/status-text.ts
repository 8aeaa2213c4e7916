import { counted, times } from '#shared/counted.ts';
import { isOut } from '#shared/domain/standing.ts';
import type { HoleCounts } from '#shared/ipc/device-diagnostics.ts';
import type { CheckStatus, CommitTimes, DeviceStatus, LastStop, ServerStatus } from '#shared/ipc/server-status.ts';
import { largestTimeUnit } from '#shared/largest-time-unit.ts';
import { mebibytes } from '#shared/mebibytes.ts';

/** How a server is, in lines for a terminal. `now` is by the clock of this machine, which is the server's. */
export function statusText(status: ServerStatus, now: number): string {
  const { log, backups, ballast, healing, devices } = status;
  const rows: readonly (readonly [label: string, text: string])[] = [
    ['Server', `${status.name}, Hallway ${status.version}, up for ${duration(now - status.startedAt)}`],
    ['Server id', status.serverId],
    ['Addresses', status.addresses.join('  ')],
    ['Networks', networksText(status.networks)],
    ['People', `${status.people}, ${counted(status.connections, 'connection')}, ${counted(status.rooms, 'room')}`],
    ['Log', `epoch ${healing.epoch} since ${moment(healing.startedAt)}, ${counted(log.headSeq, 'event')}`],
    ...healingRows(status),
    ['Database', `${mebibytes(log.databaseBytes)}${commitText(log.commitsLately)}`],
    ['Waiting', counted(log.queuedCommands, 'command')],
    ['Last stop', lastStopText(status.lastStop)],
    ['Backups', backupsText(backups, now)],
    ['Full disk', ballastText(ballast)],
    ['Signed', verificationText(status)],
    ['Devices', devices.length === 0 ? 'none' : ''],
  ];
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  return [...rows.map(([label, text]) => (label.padEnd(width) + text).trimEnd()), ...devices.map(deviceText(now))].join(
    '\n',
  );
}

/** Nothing to say of a log that never lost anything. */
function healingRows({ healing, devices }: ServerStatus): [label: string, text: string][] {
  const { epoch, gate, returned, givers, missing, parked, closedRooms } = healing;
  if (epoch === 1) return [];
  const names = givers.map(({ personId, events }) => {
    const name = devices.find((device) => device.personId === personId)?.displayName ?? personId.slice(0, 8);
    return `${name} ${events}`;
  });
  const from = names.length === 0 ? '' : ` (${names.join(', ')})`;
  const rest = [
    `${counted(missing, 'event')} missing`,
    ...(parked === 0 ? [] : [`${counted(parked, 'event')} waiting for their room or author`]),
    ...(closedRooms === 0 ? [] : [`${counted(closedRooms, 'private room')} closed: serve go-on opens what waits`]),
  ];
  const gates = {
    open: [],
    closed: [['Gate', 'CLOSED: it gathers what was lost, and opens by itself; serve go-on opens it at once']],
    host: [['Gate', 'CLOSED: there are two copies of this server; serve go-on opens it']],
  } as const;
  const rows = gates[gate].map(([label, text]): [string, string] => [label, text]);
  return [...rows, ['Came back', [`${counted(returned, 'event')}${from}`, ...rest].join(', ')]];
}

function networksText({ all, refusals }: ServerStatus['networks']): string {
  const here = all.filter(({ address }) => address !== null);
  const served = here.flatMap(({ standing, subnet }) => (standing === 'served' ? [subnet] : []));
  const others = here.flatMap(({ standing, subnet }) => (standing === 'served' ? [] : [subnet]));
  return [
    served.length === 0 ? 'none but this machine itself' : served.join('  '),
    ...(others.length === 0 ? [] : [`not for ${others.join('  ')}`]),
    ...(refusals === 0 ? [] : [`${counted(refusals, 'connection')} refused`]),
  ].join(', ');
}

function lastStopText(lastStop: LastStop): string {
  const { wasUnclean, check } = lastStop;
  const found = foundText(lastStop);
  // Damage shows after any start, when it is met in use or a backup reads all.
  return wasUnclean || check.type === 'damaged' ? `${found}; ${checkText(check)}` : found;
}

function foundText({ wasUnclean, isFirstStart, restored }: LastStop): string {
  if (restored !== null) {
    const found = {
      damaged: restored.aside === null ? 'the database was gone' : 'the database was damaged',
      behind: 'the database lacked what a backup holds',
      asked: 'serve restore was run',
    };
    const aside = restored.aside === null ? '' : `, and what was there lies in ${restored.aside}`;
    return `${found[restored.why]}; ${restored.from} took its place${aside}`;
  }
  if (isFirstStart) return 'none: it was never started before';
  return wasUnclean ? 'unclean' : 'clean';
}

function checkText(check: CheckStatus): string {
  switch (check.type) {
    case 'not_needed':
      return 'not checked';
    case 'running':
      return 'the database is being checked';
    case 'sound':
      return 'the database was checked and is sound';
    case 'damaged':
      return `THE DATABASE IS DAMAGED (${check.finding}). Nothing more is taken: stop the server and run serve restore latest`;
    case 'failed':
      return `the database could not be checked (${check.code})`;
  }
}

function backupsText({ count, newestAt, failures, lastFailure }: ServerStatus['backups'], now: number): string {
  const newest = newestAt === null ? 'none yet' : `${count}, the newest ${duration(now - newestAt)} old`;
  const failed = failures === 0 ? '' : `, ${counted(failures, 'failure')}`;
  return lastFailure === null ? `${newest}${failed}` : `${newest}${failed}; THE LAST ONE FAILED (${lastFailure})`;
}

function ballastText({ bytes, isThere, freeBytes, neededBytes }: ServerStatus['ballast']): string {
  if (bytes === 0) return 'no room is kept for it';
  if (isThere) return `${mebibytes(bytes)} kept for it`;
  if (freeBytes >= neededBytes) return `${mebibytes(bytes)} are about to be kept for it`;
  const wanted = `${mebibytes(freeBytes)} are free, and ${mebibytes(bytes)} are kept only where there are ${mebibytes(neededBytes)}`;
  return freeBytes < bytes ? `THE DISK IS FULL OR NEARLY: ${wanted}` : `NOTHING IS KEPT FOR IT: ${wanted}`;
}

/** What whoever runs the server has to know first. */
function verificationText({ verification, log }: ServerStatus): string {
  const { upToSeq, changedEvents, firstChangedSeq, unsignedMessages, closedDevices } = verification;
  const changed =
    changedEvents === 0
      ? []
      : [
          `${counted(changedEvents, 'event')} NOT AS THE SERVER WROTE THEM, the first is number ${firstChangedSeq}: somebody changed server.db`,
        ];
  const unsigned =
    unsignedMessages === 0 ? [] : [`${counted(unsignedMessages, 'message')} not signed by the device that sent it`];
  const closed =
    closedDevices === 0
      ? []
      : [`${counted(closedDevices, 'device')} SHUT OUT for that: serve reopen lets one in again`];
  const behind = log.headSeq - upToSeq;
  const rest = behind > 0 ? [`${counted(behind, 'event')} still to be checked`] : [];
  const found = [...changed, ...unsigned, ...closed, ...rest];
  return found.length === 0 ? `all ${counted(upToSeq, 'event')}, by their authors` : found.join('; ');
}

function deviceText(now: number): (device: DeviceStatus) => string {
  return (status) => {
    const { displayName, device, isRevoked, positionSeq, personSeq, ...more } = status;
    const notes = [
      ...holesText(more.holes),
      ...(more.starts === null ? [] : [`started ${times(more.starts)}`]),
      ...(more.outboxes > 1 ? [`${more.outboxes} outboxes begun`] : []),
      ...clockText(more.clockOffsetMs),
    ];
    // What its person has by other devices is nothing that a revoked one has.
    const has = positionSeq ?? (isRevoked ? null : personSeq);
    const where = [whereText(status, now), ...(has === null ? [] : [`has ${has}`])];
    return `  ${displayName} (${device.slice(0, 8)}): ${[...where, ...notes].join(', ')}`;
  };
}

function whereText({ standing, isRevoked, isClosed, isHere, lastSeenAt }: DeviceStatus, now: number): string {
  if (isOut(standing)) return standing;
  if (isRevoked) return 'revoked';
  if (isClosed) return 'SHUT OUT';
  if (isHere) return 'here';
  return lastSeenAt === null ? 'not seen' : `seen ${duration(now - lastSeenAt)} ago`;
}

/** Only the device knows of them. */
function holesText(holes: HoleCounts | null): string[] {
  if (holes === null || holes.found === 0) return [];
  return [`says it found ${counted(holes.found, 'hole')} and mended ${holes.mended}`];
}

function clockText(offsetMs: number | null): string[] {
  if (offsetMs === null) return [];
  if (offsetMs === 0) return ['clock in step'];
  const byMs = Math.abs(offsetMs);
  const far = byMs < 10_000 ? `${byMs} ms` : duration(byMs);
  return [`clock ${far} ${offsetMs > 0 ? 'ahead' : 'behind'}`];
}

function commitText(lately: CommitTimes | null): string {
  if (lately === null) return '';
  const { count, meanMs, worstMs } = lately;
  const last = count === 1 ? 'the last one' : `the last ${count}`;
  return `, a commit takes ${milliseconds(meanMs)} (${last}; the slowest took ${milliseconds(worstMs)})`;
}

function milliseconds(value: number): string {
  return `${value.toFixed(Math.abs(value) < 10 ? 2 : 0)} ms`;
}

function moment(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

/** In its largest unit, of whole seconds at least; a clock that was set back makes it nothing. */
function duration(ms: number): string {
  const { unit, count } = largestTimeUnit(Math.max(0, ms));
  return unit === 'millisecond' ? counted(0, 'second') : counted(count, unit);
}
