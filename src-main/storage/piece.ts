/** What is given back to a server that lost it, and how the two find where they part (H2, H4). */
import type { CommandId, EpochId, PersonId } from '#shared/domain/ids.ts';

/** An event by its place in the log and its mac. */
export interface CutOffer {
  readonly seq: number;
  readonly tag: string;
}

/** What lies between two events: the newest that the server is known to hold, and the oldest that it is known not to; by `seq`. */
export interface CutRange {
  readonly held: number;
  readonly lost: number;
}

export interface PieceRequest {
  readonly from:
    | { readonly type: 'beyond'; readonly cutSeq: number }
    /** What lies aside and was not offered in this epoch. */
    | { readonly type: 'aside'; readonly epochId: EpochId };
  readonly afterPlace: number;
  readonly max: number;
}

/** An event that this device can give back. */
export interface Piece {
  readonly place: number;
  readonly personId: PersonId;
  readonly commandId: CommandId;
  readonly epoch: number;
  readonly epochId: EpochId;
  /** Where it stood in that epoch, and its mac. */
  readonly seq: number;
  readonly tag: string;
  /** The event frame as it came. */
  readonly frame: string;
}
