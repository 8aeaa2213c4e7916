import type { PersonId } from '#shared/domain/ids.ts';
import { limits } from '#shared/protocol/limits.ts';
import type { Position } from '#shared/protocol/position.ts';
import type { ResumePlan, ShownByDevice } from '../event-log.ts';
import type { EngineContext } from './engine-context.ts';
import { endsEpoch, isBehind } from '../position-standing.ts';
import { showPosition } from './healing/show-position.ts';
import { createReplayCursor, nextUnit, replaySources, unitBytes, type ReplaySource } from './replay-source.ts';
import { snapshotParts } from './snapshot-writer.ts';

/** A reply is one frame, and what it says beside its events takes some hundred bytes. */
const maxUnitBytes = limits.maxFrameBytes - 1024;
/** Their ids take 29 bytes each, and leave room for the largest event whatever it is. */
const alwaysFittingMembers = 500;

/** How a device that shows this position gets what it missed (D7), or that it has to heal first (H1). */
export function planResume(context: EngineContext, personId: PersonId, shown: ShownByDevice | null): ResumePlan {
  const { tables, read } = context;
  const standing = shown === null ? null : showPosition(context, shown);
  const isEpochBegun = standing !== null && endsEpoch(standing);
  const heal = { mode: 'heal', isEpochBegun, isBeyond: standing !== null && isBehind(standing) } as const;
  if (isEpochBegun || tables.epochs.current().gate !== 'open') return heal;
  if (shown === null || standing === null) return read(() => snapshot(context, personId, 'new'));
  if (standing !== 'held') return heal;
  return read(() => planFrom(context, personId, shown.position));
}

/** In one read transaction: what is missed is counted and told of the same moment. */
function planFrom(context: EngineContext, personId: PersonId, position: Position): ResumePlan {
  const person = context.tables.people.byId(personId);
  // What they were told of rooms has a gap since they were out, which no event tells.
  if ((person?.backSeq ?? 0) > position.seq) return snapshot(context, personId, 'far_behind');
  const upToSeq = context.tables.events.lastSeq();
  const missed = replaySources(context.tables, { personId, afterSeq: position.seq, upToSeq });
  const count = missed.reduce((sum, { interval, start }) => sum + interval.to - start + 1, 0);
  // A room that opened is told by no event.
  const isRoomOpened = person !== null && context.tables.closedRooms.isAnyOpenedSince(person.personRef, position.seq);
  const isFarBehind =
    isRoomOpened ||
    count > context.limits.maxReplayEvents ||
    missed.some((source) => opensTooLarge(context, personId, source));
  return isFarBehind ? snapshot(context, personId, 'far_behind') : { mode: 'replay', afterSeq: position.seq };
}

/** Whether no page could hold what opens a room beside the event that opened it. */
function opensTooLarge({ tables }: EngineContext, personId: PersonId, source: ReplaySource): boolean {
  if (!source.isOpening || (source.interval.opening?.room.memberIds.size ?? 0) <= alwaysFittingMembers) return false;
  return unitBytes(nextUnit(tables, createReplayCursor(tables, source), personId)) > maxUnitBytes;
}

function snapshot(
  context: EngineContext,
  personId: PersonId,
  reason: Extract<ResumePlan, { mode: 'snapshot' }>['reason'],
): ResumePlan {
  const { tables, positions } = context;
  const seq = tables.events.lastSeq();
  return {
    mode: 'snapshot',
    reason,
    position: positions.at(seq),
    seq,
    firstRoomId: tables.epochs.server()?.firstRoomId ?? null,
    epochs: tables.epochs.all(),
    parts: snapshotParts(context, personId),
  };
}
