import { isOut } from '#shared/domain/standing.ts';
import { isWaiting } from '#shared/ipc/healing-status.ts';
import { alarmOf, isBallastGone } from '#shared/ipc/server-alarm.ts';
import type { DeviceStatus, LastStop, ServerStatus } from '#shared/ipc/server-status.ts';
import { alarmSentence } from '../i18n/alarm.ts';
import { cameBackText, healingText } from '../i18n/healing-words.ts';
import type { Report, ReportContext, ReportFact, ReportFigure, ReportTable } from './report.ts';

/** More rows than that nobody reads. */
const maxDevices = 200;

/** How the server is that runs here, in words: what `serve status` says. */
export function hostReport(status: ServerStatus, context: ReportContext): Report {
  return {
    title: context.words.diagnostics.host.title(status.name),
    ...standing(status, context),
    figures: figuresOf(status, context),
    facts: factsOf(status, context),
    table: tableOf(status, context),
  };
}

function standing(status: ServerStatus, { words }: ReportContext): Pick<Report, 'summary' | 'isWell' | 'leadsTo'> {
  const { host } = words.diagnostics;
  const alarm = alarmOf(status);
  if (alarm !== null) return { summary: alarmSentence(words.host.alarm, alarm), isWell: false };
  const { healing } = status;
  if (isWaiting(healing)) {
    const summary = words.diagnostics.sentences(
      words.healing.titles[healing.gate],
      healingText(words.healing, healing),
    );
    return { summary, isWell: false, leadsTo: 'hosting' };
  }
  return { summary: host.well, isWell: true };
}

function figuresOf(status: ServerStatus, context: ReportContext): ReportFigure[] {
  const { words, formats, now } = context;
  const { unknown, host } = words.diagnostics;
  const { figures } = host;
  const { startedAt, log, devices } = status;
  const lately = log.commitsLately;
  const here = devices.filter(({ isHere }) => isHere).length;
  const furthest = furthestClock(devices);
  return [
    {
      title: figures.uptime,
      value: age(startedAt, context),
      note: host.sinceWhen(formats.moment(startedAt, now)),
    },
    backupFigure(status, context),
    {
      title: figures.commits,
      value: lately === null ? unknown : formats.milliseconds(lately.meanMs),
      note: lately === null ? host.noCommit : host.slowest(formats.milliseconds(lately.worstMs), lately.count),
    },
    { title: figures.devices, value: formats.number(devices.length), note: host.here(here) },
    {
      title: figures.clock,
      value: furthest === null ? unknown : clockCell(furthest.offsetMs, context),
      note: furthest === null ? host.noClock : furthest.offsetMs === 0 ? host.allInStep : furthest.name,
    },
  ];
}

function backupFigure({ backups }: ServerStatus, context: ReportContext): ReportFigure {
  const { unknown, host } = context.words.diagnostics;
  const { newestAt, count, lastFailure } = backups;
  const note = newestAt === null ? host.noBackup : host.backups(count);
  return {
    title: host.figures.backup,
    value: newestAt === null ? unknown : age(newestAt, context),
    note: lastFailure === null ? note : host.backupFailed(lastFailure),
    isBad: lastFailure !== null,
  };
}

/** A clock that was set back makes it nothing. */
function age(since: number, { formats, now }: ReportContext): string {
  return formats.duration(Math.max(0, now - since));
}

function furthestClock(devices: readonly DeviceStatus[]): { readonly name: string; readonly offsetMs: number } | null {
  const known = devices.flatMap(({ displayName, clockOffsetMs }) =>
    clockOffsetMs === null ? [] : [{ name: displayName, offsetMs: clockOffsetMs }],
  );
  const [furthest] = known.toSorted((a, b) => Math.abs(b.offsetMs) - Math.abs(a.offsetMs));
  return furthest ?? null;
}

function factsOf(status: ServerStatus, { words, formats }: ReportContext): ReportFact[] {
  const { host, device, nothing } = words.diagnostics;
  const { facts } = host;
  const { log, healing, ballast, backups, lastStop } = status;
  const isFull = isBallastGone(ballast);
  return [
    { title: facts.version, value: words.settings.version(status.version) },
    { title: facts.serverId, value: status.serverId },
    { title: facts.addresses, value: formats.list(status.addresses) },
    { title: facts.people, value: host.people(status.people, status.rooms, status.connections) },
    { title: facts.log, value: host.log(formats.number(log.headSeq), device.lives(healing.epoch)) },
    ...(healing.epoch === 1
      ? []
      : [
          {
            title: facts.cameBack,
            value: host.cameBack(
              cameBackText(words.healing, healing),
              formats.list(giverNames(status, words)),
              healing.parked,
            ),
            isBad: healing.missing > 0,
          },
          { title: facts.waitsFor, value: isWaiting(healing) ? words.healing.titles[healing.gate] : nothing },
        ]),
    { title: facts.waiting, value: host.commands(log.queuedCommands) },
    { title: facts.lastStop, ...lastStopFact(lastStop, words) },
    {
      title: facts.backups,
      value: host.backupsMade(backups.made, backups.failures),
      isBad: backups.lastFailure !== null,
    },
    {
      title: facts.ballast,
      value: isFull ? host.ballastGone : ballast.bytes === 0 ? host.noBallast : formats.bytes(ballast.bytes),
      isBad: isFull,
    },
    { title: facts.signatures, ...signaturesFact(status, { words, formats }) },
    { title: facts.database, value: formats.bytes(log.databaseBytes) },
  ];
}

function signaturesFact(
  { verification, log }: ServerStatus,
  { words, formats }: Pick<ReportContext, 'words' | 'formats'>,
): Pick<ReportFact, 'value' | 'isBad'> {
  const { host } = words.diagnostics;
  const { upToSeq, changedEvents, unsignedMessages } = verification;
  if (changedEvents > 0 || unsignedMessages > 0)
    return { value: host.signaturesFail(changedEvents, unsignedMessages), isBad: true };
  const left = log.headSeq - upToSeq;
  return left > 0
    ? { value: host.signaturesToCome(formats.number(upToSeq), formats.number(left)) }
    : { value: host.signaturesHold(formats.number(upToSeq)) };
}

/** Each with how many it gave. */
function giverNames({ healing, devices }: ServerStatus, words: ReportContext['words']): string[] {
  return healing.givers.map(({ personId, events }) => {
    const name = devices.find((device) => device.personId === personId)?.displayName ?? words.common.someone;
    return `${name} ${events}`;
  });
}

function lastStopFact(
  { wasUnclean, isFirstStart, restored, check }: LastStop,
  { diagnostics }: ReportContext['words'],
): Pick<ReportFact, 'value' | 'isBad'> {
  const { host } = diagnostics;
  // Damage shows after any start, when it is met in use or a backup reads all.
  if (check.type === 'damaged' && !wasUnclean) return { value: host.checks.damaged, isBad: true };
  if (restored?.why === 'damaged') return { value: host.restored(restored.from, restored.aside), isBad: true };
  if (restored?.why === 'behind') return { value: host.restoredBehind(restored.from, restored.aside), isBad: true };
  if (restored !== null) return { value: host.restoredByHand(restored.from, restored.aside) };
  if (isFirstStart) return { value: host.firstStart };
  if (!wasUnclean) return { value: host.cleanStop };
  return { value: host.uncleanStop(host.checks[check.type]), isBad: check.type === 'damaged' };
}

function tableOf({ devices, log }: ServerStatus, context: ReportContext): ReportTable {
  const { more, host } = context.words.diagnostics;
  const { table } = host;
  const left = devices.length - maxDevices;
  return {
    title: table.title,
    note: table.note,
    columns: [table.person, table.position, table.behind, table.holes, table.starts, table.clock, table.lastHere],
    rows: devices.slice(0, maxDevices).map((device) => ({
      key: device.device,
      cells: deviceCells(device, log.headSeq, context),
    })),
    footer: devices.length === 0 ? table.none : left > 0 ? `${more(left)} ${table.footer}` : table.footer,
  };
}

function deviceCells(device: DeviceStatus, headSeq: number, { words, formats, now }: ReportContext): string[] {
  const { unknown, host, never } = words.diagnostics;
  const { table } = host;
  const { displayName, positionSeq, personSeq, holes, starts, outboxes, clockOffsetMs, lastSeenAt, isRevoked } = device;
  // What its person has by other devices is nothing that a revoked one has.
  const position = positionSeq ?? (isRevoked ? null : personSeq);
  const last = device.isHere ? table.now : lastSeenAt === null ? never : formats.moment(lastSeenAt, now);
  return [
    displayName,
    position === null ? unknown : formats.number(position),
    position === null ? unknown : formats.number(Math.max(0, headSeq - position)),
    holes === null ? unknown : holes.found === 0 ? '0' : table.mended(holes.found, holes.mended),
    table.started(starts === null ? unknown : formats.number(starts), outboxes),
    clockOffsetMs === null ? unknown : clockCell(clockOffsetMs, { words, formats }),
    isOut(device.standing) ? table[device.standing] : isRevoked ? table.revoked : device.isClosed ? table.closed : last,
  ];
}

function clockCell(offsetMs: number, { words, formats }: Pick<ReportContext, 'words' | 'formats'>): string {
  return offsetMs === 0 ? words.diagnostics.device.inStep : formats.offset(offsetMs);
}
