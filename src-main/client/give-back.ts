import { utf8Bytes } from '#shared/domain/text.ts';
import type { EventFrame } from '#shared/protocol/event-frame.ts';
import { maxOfferedPieces } from '#shared/protocol/healing.ts';
import { limits } from '#shared/protocol/limits.ts';
import { ok, type Result } from '#shared/result.ts';
import type { ClientStore } from '../storage/client-store.ts';
import type { Piece, PieceRequest } from '../storage/piece.ts';
import type { Asking, RequestFailure } from './requests.ts';

export interface GiveBackContext {
  readonly requests: Asking;
  readonly store: Pick<ClientStore, 'pieces' | 'piecesAnswered'>;
}

/** What one frame takes of events, in bytes: beside them it says whose they are. */
const maxGivenBytes = limits.maxFrameBytes - 24 * 1024;

/** Offers the server what it may have lost, a portion at a time, and gives what it wants (H4). */
export async function giveBack(
  { requests, store }: GiveBackContext,
  from: PieceRequest['from'],
): Promise<Result<null, RequestFailure>> {
  for (let afterPlace = 0; ;) {
    const pieces = await store.pieces({ from, afterPlace, max: maxOfferedPieces });
    const last = pieces.at(-1);
    if (last === undefined) return ok(null);
    const given = await givePortion(requests, pieces);
    if (!given.ok) return given;
    if (from.type === 'aside')
      await store.piecesAnswered(
        from.epochId,
        pieces.map(({ place }) => place),
      );
    afterPlace = last.place;
  }
}

async function givePortion(
  requests: GiveBackContext['requests'],
  pieces: readonly Piece[],
): Promise<Result<null, RequestFailure>> {
  const offered = pieces.map(({ personId, commandId, epochId, seq, tag }) => ({
    personId,
    commandId,
    epochId,
    seq,
    tag,
  }));
  const offer = await requests.request('healing.offer', { pieces: offered });
  if (!offer.ok) return offer;
  const wanted = offer.value.value.wanted.flatMap((at) => pieces[at] ?? []);
  for (const group of groupsOf(wanted)) {
    const epochs = [...new Map(group.map(({ epoch, epochId }) => [epochId, { epoch, epochId }])).values()];
    // Each came as an event frame, and goes back as it came, with what this version does not know of it.
    const events = group.map(({ frame }) => JSON.parse(frame) as EventFrame);
    const given = await requests.request('healing.give', { epochs, events });
    if (!given.ok) return given;
  }
  return ok(null);
}

/** As many as a frame holds; at least one. */
function groupsOf(pieces: readonly Piece[]): Piece[][] {
  const groups: Piece[][] = [];
  let bytes = Infinity;
  for (const piece of pieces) {
    const size = utf8Bytes(piece.frame);
    bytes += size;
    if (bytes <= maxGivenBytes) groups.at(-1)?.push(piece);
    else {
      groups.push([piece]);
      bytes = size;
    }
  }
  return groups;
}
