import type { EpochId } from '#shared/domain/ids.ts';
import { serverStream } from '#shared/domain/stream.ts';
import type { Position } from '#shared/protocol/position.ts';
import type { ServerIdentity } from '../../identity/server-identity.ts';
import { positionMacInput } from './event-text.ts';
import type { ServerTables } from './server-tables.ts';
import { firstAfter } from './visible-stream.ts';

/** The tag of the position before any event: sixteen zero bytes. */
const emptyTag = 'AAAAAAAAAAAAAAAAAAAAAA';

export interface Positions {
  /** The position behind the event at `seq`, in the current epoch. */
  at(seq: number): Position;
  /** Whether this server made it, in the life of the log that has this id. */
  isAuthentic(position: Position, epochId: EpochId): boolean;
  /** Whether the log has, at that place, the event that the position names. */
  isTagHeld(place: Pick<Position, 'seq' | 'tag'>): boolean;
  /** Whether this server made it, the log had that epoch, and holds the event it names. */
  isHeld(position: Position): boolean;
  /** The last `streamSeq` of the stream `server` up to `seq`. */
  serverHeadAt(seq: number): number;
}

/** Makes and knows again how far a device has got (P10). */
export function createPositions(
  { epochs, events, streams }: Pick<ServerTables, 'epochs' | 'events' | 'streams'>,
  identity: ServerIdentity,
): Positions {
  const tagAt = (seq: number) => (seq === 0 ? emptyTag : events.macAt(seq));
  const isTagHeld = ({ seq, tag }: Pick<Position, 'seq' | 'tag'>) => tagAt(seq) === tag;
  const isAuthentic = (position: Position, epochId: EpochId) =>
    identity.isPositionMac(positionMacInput(epochId, position), position.mac);

  function serverHeadAt(seq: number): number {
    const stream = streams.find(serverStream);
    if (stream === null) return 0;
    if (stream.lastSeq <= seq) return stream.head;
    return firstAfter({ events }, { stream, from: 1, to: stream.head }, seq) - 1;
  }

  return {
    at: (seq) => {
      const { epoch, epochId } = epochs.current();
      const position = { epoch, seq, serverHead: serverHeadAt(seq), tag: tagAt(seq) ?? emptyTag };
      return { ...position, mac: identity.positionMac(positionMacInput(epochId, position)) };
    },
    isAuthentic,
    isTagHeld,
    isHeld: (position) => {
      const epochId = epochs.epochId(position.epoch);
      return (
        epochId !== null &&
        isAuthentic(position, epochId) &&
        isTagHeld(position) &&
        position.seq <= epochs.endOf(position.epoch)
      );
    },
    serverHeadAt,
  };
}
