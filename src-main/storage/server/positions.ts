import type { Position } from '#shared/protocol/position.ts';
import type { ServerIdentity } from '../../identity/server-identity.ts';
import { positionMacInput } from './event-text.ts';
import type { ServerTables } from './server-tables.ts';

/** The tag of the position before any event: sixteen zero bytes. */
const emptyTag = 'AAAAAAAAAAAAAAAAAAAAAA';

export interface Positions {
  /** The position behind the event at `seq`, in the current epoch. */
  at(seq: number): Position;
  /** Whether this server made it and the log still holds the event it names. */
  isHeld(position: Position): boolean;
}

/** Makes and knows again how far a device has got (P10). */
export function createPositions(
  { epochs, events }: Pick<ServerTables, 'epochs' | 'events'>,
  identity: ServerIdentity,
): Positions {
  const tagAt = (seq: number) => (seq === 0 ? emptyTag : events.macAt(seq));
  return {
    at: (seq) => {
      const { epoch, epochId } = epochs.current();
      const position = { epoch, seq, tag: tagAt(seq) ?? emptyTag };
      return { ...position, mac: identity.positionMac(positionMacInput(epochId, position)) };
    },
    isHeld: (position) => {
      const epochId = epochs.epochId(position.epoch);
      if (epochId === null || !identity.isPositionMac(positionMacInput(epochId, position), position.mac)) return false;
      return tagAt(position.seq) === position.tag;
    },
  };
}
