import { counted, times } from '#shared/counted.ts';
import type { RoomId } from '#shared/domain/ids.ts';
import { roomOfStream, serverStream } from '#shared/domain/stream.ts';
import { clockStanding } from '#shared/ipc/clock-standing.ts';
import {
  isBeyondLimits,
  type ClockReading,
  type DeviceDiagnostics,
  type LimitCounts,
  type StreamHoles,
} from '#shared/ipc/device-diagnostics.ts';
import type { HealedView } from '#shared/ipc/healed-view.ts';
import { mebibytes } from '#shared/mebibytes.ts';
import { connectionWords } from '../english.ts';
import { cleanLine, cleanName } from '../text/clean-text.ts';
import type { LocalTime } from '../text/local-time.ts';
import { timeSpan } from '../text/time-span.ts';
import type { Labelled } from './labelled-lines.ts';

export interface DiagnosticsWords {
  readonly time: LocalTime;
  readonly now: number;
  readonly roomName: (roomId: RoomId) => string;
  readonly sentence: (problem: { readonly type: string }) => string;
}

/** How this device is with a server, a fact a line. */
export function diagnosticsFacts(found: DeviceDiagnostics, words: DiagnosticsWords): Labelled[] {
  const { connection, epoch, positionSeq, headSeq, outbox, setAside, databaseBytes, events, starts } = found;
  return [
    ['Connection', connectionText(found, words)],
    ...('problem' in connection ? [['Reason', words.sentence(connection.problem)] as const] : []),
    ['Server id', found.serverId],
    [
      'Log',
      epoch === null ? 'not read yet' : `${livesText(epoch.epoch)}, here up to ${positionSeq ?? 0} of ${headSeq ?? 0}`,
    ],
    ...holeFacts(found.holes, words),
    [
      'Older history',
      found.gaps === 0 ? 'all of it is here' : `${counted(found.gaps, 'stretch', 'stretches')} not here yet`,
    ],
    ['Waiting', `${counted(outbox.waiting, 'command')}, ${outbox.failed} refused`],
    ...(found.holdup === null ? [] : [['Held up', words.sentence(found.holdup)] as const]),
    ['Only here', asideText(setAside)],
    ...healedFacts(found.healed),
    ['Clock', clockText(found.clock)],
    ['This session', sessionText(found, words)],
    ...limitFacts(found.session.limits),
    ['Database', `${mebibytes(databaseBytes)}, ${counted(events, 'entry', 'entries')}, started ${times(starts)}`],
    ...renewalFacts(found, words),
  ];
}

function connectionText({ connection, connectionSince, address }: DeviceDiagnostics, words: DiagnosticsWords): string {
  const since = connectionSince === null ? '' : ` since ${words.time.moment(connectionSince, words.now)}`;
  return `${connectionWords[connection.type]}${since}${address === null ? '' : `, at ${address}`}`;
}

function healedFacts(healed: HealedView | null): Labelled[] {
  if (healed === null) return [];
  const { returned, missing, closedRooms } = healed;
  const rooms = closedRooms === 0 ? '' : `, ${counted(closedRooms, 'private room')} still closed`;
  return [['Came back', `${counted(returned, 'entry', 'entries')} to the server, ${missing} missing${rooms}`]];
}

function livesText(epoch: number): string {
  return epoch === 1 ? 'never went back' : `went back to an older state ${times(epoch - 1)}`;
}

function asideText(count: number): string {
  if (count === 0) return 'nothing that the server has not';
  return `${counted(count, 'entry', 'entries')} that the server has lost, or has differently`;
}

function holeFacts(holes: readonly StreamHoles[], { roomName }: DiagnosticsWords): Labelled[] {
  if (holes.length === 0) return [['Gaps', 'none was found']];
  const sum = (count: (of: StreamHoles) => number): number => holes.reduce((total, of) => total + count(of), 0);
  const text = (found: number, mended: number, open: number) => `${found} found, ${mended} mended, ${open} open`;
  return [
    [
      'Gaps',
      text(
        sum(({ found }) => found),
        sum(({ mended }) => mended),
        sum(({ open }) => open),
      ),
    ],
    ...holes.map(({ stream, found, mended, open }): Labelled => {
      const roomId = roomOfStream(stream);
      const name = stream === serverStream || roomId === null ? 'people and names' : cleanName(roomName(roomId));
      return [`  ${name}`, text(found, mended, open)];
    }),
  ];
}

function clockText(clock: ClockReading | null): string {
  if (clock === null) return 'the server cannot be asked just now';
  const { type, byMs } = clockStanding(clock);
  const trip = `it answers in ${clock.roundTripMs.toFixed(1)} ms`;
  return type === 'in_step' ? `the server’s is in step, ${trip}` : `the server’s is ${timeSpan(byMs)} ${type}, ${trip}`;
}

function sessionText({ session }: DeviceDiagnostics, words: DiagnosticsWords): string {
  const { startedAt, connections, losses, lastLoss } = session;
  const last =
    lastLoss === null
      ? ''
      : `; the last at ${words.time.moment(lastLoss.at, words.now)}: ${words.sentence(lastLoss.problem)}`;
  const lost = losses === 0 ? 'lost never' : `lost ${times(losses)}`;
  return `since ${words.time.moment(startedAt, words.now)}: connected ${times(connections)}, ${lost}${last}`;
}

function limitFacts(limits: LimitCounts): Labelled[] {
  if (!isBeyondLimits(limits)) return [];
  const { framesMalformed, framesRefused, repliesRefused, readsSlowed, backlogsDropped } = limits;
  const texts = [
    ...(framesMalformed > 0 ? [`${counted(framesMalformed, 'frame')} could not be read`] : []),
    ...(framesRefused > 0 ? [`${counted(framesRefused, 'frame')} refused, too large or no text`] : []),
    ...(repliesRefused > 0 ? [`${counted(repliesRefused, 'answer')} refused, too large or going nowhere`] : []),
    ...(readsSlowed > 0 ? [`read more slowly ${times(readsSlowed)}`] : []),
    ...(backlogsDropped > 0 ? [`cut off ${times(backlogsDropped)}, too much waited for the disk`] : []),
  ];
  return [['Went too far', texts.join('; ')]];
}

function renewalFacts({ renewals }: DeviceDiagnostics, words: DiagnosticsWords): Labelled[] {
  if (renewals.length === 0) return [['Damaged here', 'never']];
  return renewals.map(({ at, file }): Labelled => [
    'Damaged here',
    `${at === null ? '' : `${words.time.moment(at, words.now)}; `}the damaged file is kept: ${cleanLine(file)}`,
  ]);
}
