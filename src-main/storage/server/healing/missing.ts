import { serverStream } from '#shared/domain/stream.ts';
import type { ServerTables } from '../server-tables.ts';
import type { StreamPlaces } from './given-place-table.ts';
import type { ShownPosition } from './shown-position-table.ts';

/** How many events of a life are known to have been and are not here: what nobody has given of what this log does not share (H7). */
export function missingOf(tables: ServerTables, life: ShownPosition): number {
  const { givenPlaces } = tables;
  const part = { epochId: life.epochId, after: life.sharedSeq, upTo: life.seq };
  const rest = missing(tables, life, { ...part, givenUpTo: life.givenSeq, places: givenPlaces });
  return rest + givenPlaces.countRefused(part);
}

/** How many of those are about people, roles and removals: by the numbers of the stream `server` (H3). */
export function missingOfServer(tables: ServerTables, life: ShownPosition): number {
  return missing(tables, life, {
    after: life.sharedServerHead,
    upTo: life.serverHead,
    givenUpTo: life.givenServerHead,
    places: tables.givenPlaces.inStream(serverStream),
  });
}

interface LostPart {
  readonly after: number;
  readonly upTo: number;
  /** How far those were who have given all that they hold. */
  readonly givenUpTo: number;
  readonly places: StreamPlaces;
}

/**
 * What was healed once and lost again stood in the later life too, though its devices hold it from the earlier one alone: a snapshot
 * says what is, and brings no events. Once devices have given all that was as far as anybody has shown, so much may be it; and of a
 * life from which nobody comes no more can be known.
 */
function missing(
  { epochs }: Pick<ServerTables, 'epochs'>,
  life: ShownPosition,
  { after, upTo, givenUpTo, places }: LostPart,
): number {
  const missingBeyond = (seq: number) =>
    Math.max(0, upTo - seq - places.count({ epochId: life.epochId, after: seq, upTo }));
  const rest = missingBeyond(after);
  if (rest === 0 || (life.isByDevice && missingBeyond(Math.max(after, givenUpTo)) > 0)) return rest;
  return Math.max(0, rest - places.countElsewhere(life, epochs.current().epoch));
}
