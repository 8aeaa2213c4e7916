import type { PersonId } from '#shared/domain/ids.ts';
import type { Position } from '#shared/protocol/position.ts';
import type { ResumePlan } from '../event-log.ts';
import type { EngineContext } from './engine-context.ts';
import { replaySources, type ReplaySource } from './replay-source.ts';
import { snapshotParts } from './snapshot-writer.ts';
import { maxMembersPerFrame } from './stream-opening.ts';

/** How a device that shows this position gets what it missed (D7). */
export function planResume(context: EngineContext, personId: PersonId, position: Position | null): ResumePlan {
  if (position === null) return snapshot(context, personId, 'new');
  if (!context.positions.isHeld(position)) return snapshot(context, personId, 'position_unknown');
  const upToSeq = context.tables.events.lastSeq();
  const missed = replaySources(context.tables, { personId, afterSeq: position.seq, upToSeq });
  const count = missed.reduce((sum, { interval, start }) => sum + interval.to - start + 1, 0);
  const isFarBehind = count > context.limits.maxReplayEvents || missed.some(opensTooLarge);
  return isFarBehind ? snapshot(context, personId, 'far_behind') : { mode: 'replay', afterSeq: position.seq };
}

/** A room whose members fill more than one frame, which no page could hold beside its opening event. */
function opensTooLarge({ isOpening, interval }: ReplaySource): boolean {
  return isOpening && (interval.opening?.room.memberIds.size ?? 0) > maxMembersPerFrame;
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
    parts: snapshotParts(context, personId),
  };
}
