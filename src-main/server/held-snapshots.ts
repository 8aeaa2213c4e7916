import type { Clock } from '#shared/clock.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import { isHolding, type CatchUp } from './catch-up-state.ts';
import type { ServerCounters } from './server-counters.ts';
import type { SessionRegistry } from './session-registry.ts';
import type { Session } from './session.ts';
import { ownerOf } from './session-state.ts';

/**
 * Snapshots lie in memory until they have been pulled: all of them within one budget, and few of one person. Where that is used
 * up, those of whom nothing more is pulled give way; there is no room while everybody pulls on (D12).
 */
export interface HeldSnapshots {
  /** Whether this session may hold one more; of one that was not read yet the size of the last one is assumed. */
  hasRoom(session: Session, bytes?: number): boolean;
  hold(catchUp: CatchUp, parts: readonly string[]): void;
  /** The part that was asked for; undefined where there is none, or none any more. */
  pull(catchUp: CatchUp, part: number): string | undefined;
}

export interface HeldSnapshotsOptions {
  readonly registry: Pick<SessionRegistry, 'all'>;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly counters: ServerCounters;
  readonly limits: Pick<Limits, 'maxHeldSnapshotBytes' | 'maxHeldSnapshotsPerPerson' | 'maxSnapshotRestMs'>;
}

interface Holder {
  readonly personId: PersonId | undefined;
  readonly catchUp: CatchUp;
}

export function createHeldSnapshots({ registry, clock, counters, limits }: HeldSnapshotsOptions): HeldSnapshots {
  let lastBytes = 0;

  /** Those of a session that resumes anew are let go with its catch-up. */
  function othersOf(session: Session): Holder[] {
    return [...registry.all()].flatMap(({ state, catchUp }) =>
      catchUp !== null && catchUp !== session.catchUp && isHolding(catchUp)
        ? [{ personId: ownerOf(state)?.personId, catchUp }]
        : [],
    );
  }

  function isFull(session: Session, bytes: number): boolean {
    const others = othersOf(session);
    const personId = ownerOf(session.state)?.personId;
    const own = others.filter((other) => other.personId === personId);
    const used = others.reduce((sum, { catchUp }) => sum + catchUp.heldBytes, 0);
    // One that is larger than the budget is held when there is no other.
    const isUsedUp = others.length > 0 && used + bytes > limits.maxHeldSnapshotBytes;
    return isUsedUp || own.length >= limits.maxHeldSnapshotsPerPerson;
  }

  function dropRested(session: Session): void {
    for (const { catchUp } of othersOf(session)) {
      if (clock.monotonic() - catchUp.pulledAt < limits.maxSnapshotRestMs) continue;
      counters.snapshotsDropped += 1;
      catchUp.parts = [];
    }
  }

  return {
    hasRoom: (session, bytes = lastBytes) => {
      if (isFull(session, bytes)) dropRested(session);
      const isRoom = !isFull(session, bytes);
      if (!isRoom) counters.snapshotsDelayed += 1;
      return isRoom;
    },
    hold: (catchUp, parts) => {
      catchUp.parts = parts;
      catchUp.heldBytes = bytesOf(parts);
      catchUp.pulledAt = clock.monotonic();
      lastBytes = catchUp.heldBytes;
    },
    pull: (catchUp, part) => {
      const text = catchUp.parts[part];
      if (text === undefined || part < catchUp.nextPart) return text;
      catchUp.nextPart = part + 1;
      catchUp.pulledAt = clock.monotonic();
      return text;
    },
  };
}

/** What texts take in memory at most. */
export function bytesOf(texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + 2 * length, 0);
}
