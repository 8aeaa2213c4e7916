import { roomOfStream, serverStream, type Stream } from '#shared/domain/stream.ts';
import { clockStanding } from '#shared/ipc/clock-standing.ts';
import {
  isBeyondLimits,
  type DeviceDiagnostics,
  type HoleCounts,
  type StreamHoles,
} from '#shared/ipc/device-diagnostics.ts';
import { cameBackText } from '../i18n/healing-words.ts';
import type { Report, ReportContext, ReportFact, ReportFigure, ReportTable } from './report.ts';

/** How this computer is with a server, in words. */
export function deviceReport(found: DeviceDiagnostics, context: ReportContext): Report {
  const { device } = context.words.diagnostics;
  const open = found.holes.reduce((sum, holes) => sum + holes.open, 0);
  return {
    title: device.title(found.name),
    ...standing(found, open, context),
    figures: figuresOf(found, open, context),
    facts: factsOf(found, context),
    table: tableOf(found.holes, context),
  };
}

function standing(
  { connection, holdup, positionSeq, gaps, holes }: DeviceDiagnostics,
  open: number,
  { words, formats, sentence }: ReportContext,
): Pick<Report, 'summary' | 'isWell'> {
  const { device } = words.diagnostics;
  const isOnline = connection.type === 'online';
  if (holdup !== null && isOnline) {
    return { summary: words.diagnostics.sentences(sentence(holdup), words.connection.holdupText), isWell: false };
  }
  if (open > 0 && isOnline) return { summary: device.openHoles(open), isWell: false };
  if (isOnline && positionSeq !== null) {
    const givenUp = givenUpOf(totalOf(holes), open);
    return gaps + givenUp === 0
      ? { summary: device.well(formats.number(positionSeq)), isWell: true }
      : { summary: device.newIsHere(gaps, givenUp), isWell: false };
  }
  return {
    summary: device.standing(words.connection[connection.type], device.rest[connection.type]),
    isWell: false,
  };
}

function figuresOf(found: DeviceDiagnostics, open: number, { words, formats }: ReportContext): ReportFigure[] {
  const { diagnostics } = words;
  const { device } = diagnostics;
  const { figures } = device;
  const { outbox, clock, databaseBytes, events } = found;
  const total = totalOf(found.holes);
  return [
    { title: figures.holes, value: formats.number(total.found), note: holesNote(total, open, words), isBad: open > 0 },
    {
      title: figures.waiting,
      value: formats.number(outbox.waiting),
      note: outbox.failed > 0 ? device.refused(outbox.failed) : device.noneRefused,
      isBad: outbox.failed > 0,
    },
    {
      title: figures.roundTrip,
      value: clock === null ? diagnostics.unknown : formats.milliseconds(clock.roundTripMs),
      note: clock === null ? device.notAsked : device.asked,
    },
    { title: figures.clock, ...clockFigure(clock, words, formats) },
    {
      title: figures.database,
      value: formats.bytes(databaseBytes),
      note: device.entries(formats.number(events)),
    },
  ];
}

function holesNote(total: HoleCounts, open: number, { diagnostics }: ReportContext['words']): string {
  const { found, mended } = total;
  if (found === 0) return diagnostics.device.noHoles;
  return found === mended
    ? diagnostics.device.allMended
    : diagnostics.device.mended(mended, open, givenUpOf(total, open));
}

/** What is neither mended nor open may not be read any more. */
function givenUpOf({ found, mended }: HoleCounts, open: number): number {
  return found - mended - open;
}

function clockFigure(
  clock: DeviceDiagnostics['clock'],
  { diagnostics }: ReportContext['words'],
  formats: ReportContext['formats'],
): Pick<ReportFigure, 'value' | 'note'> {
  const { device } = diagnostics;
  if (clock === null) return { value: diagnostics.unknown, note: device.notAsked };
  const { type, errorMs } = clockStanding(clock);
  const giveOrTake = formats.milliseconds(errorMs);
  if (type === 'in_step') return { value: device.inStep, note: device.giveOrTake(giveOrTake) };
  return { value: formats.offset(clock.offsetMs), note: device[type](giveOrTake) };
}

function factsOf(found: DeviceDiagnostics, context: ReportContext): ReportFact[] {
  const { words, formats, now } = context;
  const { diagnostics } = words;
  const { device } = diagnostics;
  const { facts } = device;
  const moment = (at: number): string => formats.moment(at, now);
  const { connection, connectionSince, epoch, positionSeq, headSeq, session, renewals, healed } = found;
  const state = words.connection[connection.type];
  return [
    {
      title: facts.connection,
      value: connectionSince === null ? state : diagnostics.since(state, moment(connectionSince)),
    },
    ...('problem' in connection ? [{ title: facts.reason, value: context.sentence(connection.problem) }] : []),
    ...(found.holdup === null ? [] : [{ title: facts.holdup, value: context.sentence(found.holdup) }]),
    { title: facts.address, value: found.address ?? device.noConnection },
    { title: facts.serverId, value: found.serverId },
    ...(context.version === null ? [] : [{ title: facts.version, value: words.settings.version(context.version) }]),
    { title: facts.log, value: epoch === null ? device.notRead : device.lives(epoch.epoch) },
    ...(healed === null ? [] : [{ title: facts.cameBack, value: cameBackText(words.healing, healed) }]),
    {
      title: facts.position,
      value:
        positionSeq === null || headSeq === null
          ? diagnostics.nothing
          : device.position(formats.number(positionSeq), formats.number(headSeq)),
    },
    { title: facts.older, value: device.stretches(found.gaps) },
    { title: facts.aside, value: found.setAside === 0 ? diagnostics.nothing : device.aside(found.setAside) },
    { title: facts.session, value: device.session(moment(session.startedAt), session.connections, session.losses) },
    ...(session.lastLoss === null
      ? []
      : [
          {
            title: facts.lastLoss,
            value: device.lost(moment(session.lastLoss.at), context.sentence(session.lastLoss.problem)),
          },
        ]),
    ...(isBeyondLimits(session.limits) ? [{ title: facts.limits, value: device.limits(session.limits) }] : []),
    { title: facts.starts, value: device.starts(found.starts) },
    ...(renewals.length === 0 ? [{ title: facts.renewals, value: diagnostics.never }] : []),
    ...renewals.map(({ at, file }) => ({
      title: facts.renewals,
      value: device.renewal(at === null ? diagnostics.unknown : moment(at), file),
    })),
  ];
}

function tableOf(holes: readonly StreamHoles[], context: ReportContext): ReportTable {
  const { table } = context.words.diagnostics.device;
  const number = context.formats.number;
  return {
    title: table.title,
    note: table.note,
    columns: [table.room, table.found, table.mended, table.open],
    rows: holes.map(({ stream, found, mended, open }) => ({
      key: stream,
      cells: [streamName(stream, context), number(found), number(mended), number(open)],
    })),
    footer: holes.length === 0 ? table.none : '',
  };
}

function streamName(stream: Stream, { words, roomName }: ReportContext): string {
  const { table } = words.diagnostics.device;
  if (stream === serverStream) return table.serverStream;
  const roomId = roomOfStream(stream);
  return (roomId === null ? undefined : roomName(roomId)) ?? table.unknownRoom;
}

function totalOf(holes: readonly StreamHoles[]): HoleCounts {
  return holes.reduce((sum, { found, mended }) => ({ found: sum.found + found, mended: sum.mended + mended }), {
    found: 0,
    mended: 0,
  });
}
