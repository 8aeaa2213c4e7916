import type { EpochId, PersonId } from '#shared/domain/ids.ts';
import type { EventFrame } from '#shared/protocol/event-frame.ts';
import type { ReadableDb } from '#main/storage/readable-db.ts';
import type { LogLife } from '#test/support/other-lives.ts';
import type { ShutGate } from '../checks/gate-check.ts';

/** Reads what stands in the way of an epoch's gate, past the engine. */
export interface GateReader {
  read(membersOf: (roomId: string) => readonly PersonId[]): ShutGate;
  /** All lives that the log knows to have been its own. */
  epochIds(): readonly EpochId[];
}

interface CurrentEpoch {
  readonly epoch: number;
  readonly gate: ShutGate['gate'];
}

export function createGateReader(db: ReadableDb): GateReader {
  const current = db.query<[], CurrentEpoch>('SELECT epoch, gate FROM epochs ORDER BY epoch DESC LIMIT 1');
  const epochs = db.query<[], LogLife & { epochId: EpochId }>('SELECT epoch, epochId, gate FROM epochs');
  // Who was further in an earlier life alone may not know who was put out since; nor may who saw the room closed alone.
  const lost = db.query<[number, number], { epoch: number | null }>(
    'SELECT max(epoch) AS epoch FROM shownPositions WHERE shownIn >= ? AND epoch < ? AND seq > sharedSeq',
  );
  const healers = db.query<[number], { personId: PersonId; lifeEpoch: number }>(
    'SELECT personId, lifeEpoch FROM healers WHERE epoch >= ? AND isBeyond = 1',
  );
  function witnessesOf(closedIn: number, epoch: number): PersonId[][] {
    const before = lost.get(closedIn, closedIn)?.epoch ?? 0;
    const later = lost.get(epoch, Number.MAX_SAFE_INTEGER)?.epoch ?? 0;
    const whoKnew = healers.all(closedIn).filter(({ lifeEpoch }) => lifeEpoch >= before && lifeEpoch < closedIn);
    const whoSaw = healers.all(epoch).filter(({ lifeEpoch }) => lifeEpoch >= later);
    if (later < closedIn) return [idsOf(whoKnew)];
    return before === 0 ? [idsOf(whoSaw)] : [idsOf(whoKnew), idsOf(whoSaw)];
  }
  const owners = db.query<[], { personId: PersonId }>("SELECT personId FROM people WHERE role = 'owner'");
  const shown = db.query<[number], { epoch: number; epochId: EpochId; serverHead: number }>(
    'SELECT epoch, epochId, serverHead FROM shownPositions WHERE shownIn = ?',
  );
  const rooms = db.query<[], { roomId: string; closedIn: number }>(
    'SELECT r.roomId, c.closedIn FROM closedRooms c JOIN rooms r USING (roomRef) WHERE c.openedSeq IS NULL',
  );
  const waiting = db.query<[stream: string], { frame: string }>(
    'SELECT frame FROM pieces WHERE frame IS NOT NULL AND stream = ?',
  );
  const made = db.query<[stream: string], { originSeq: number | null }>(
    'SELECT e.originSeq FROM events e JOIN streams s USING (streamRef) WHERE s.stream = ? AND e.streamSeq = 1',
  );
  /** Of a room that was made in the lost part, whoever was let in counts, though that waits for it to open. */
  const letInto = (stream: string): PersonId[] =>
    waiting.all(stream).flatMap(({ frame }) => {
      const { header, command } = JSON.parse(frame) as EventFrame;
      return header.kind === 'room.invited' ? [command.body['personId'] as PersonId] : [];
    });
  const countedOf = (roomId: string, members: readonly PersonId[]): PersonId[] => {
    const stream = `room:${roomId}`;
    const isMadeLately = members.length === 1 && typeof made.get(stream)?.originSeq === 'number';
    return [...new Set([...members, ...(isMadeLately ? letInto(stream) : [])])];
  };
  return {
    read: (membersOf) => {
      const { epoch, gate } = current.get() ?? { epoch: 0, gate: 'open' };
      return {
        gate,
        log: epochs.all(),
        closedRooms: rooms.all().map(({ roomId, closedIn }) => ({
          roomId,
          members: countedOf(roomId, membersOf(roomId)),
          witnesses: witnessesOf(closedIn, epoch),
        })),
        owners: idsOf(owners.all()),
        shown: shown.all(epoch),
      };
    },
    epochIds: () => epochs.all().map(({ epochId }) => epochId),
  };
}

function idsOf(rows: readonly { readonly personId: PersonId }[]): PersonId[] {
  return [...new Set(rows.map(({ personId }) => personId))];
}
