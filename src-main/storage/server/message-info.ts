import { canSee } from '#shared/domain/access.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { isPresent } from '#shared/domain/person.ts';
import type { MessageReceipt, RequestError, RequestParams, RequestResult } from '#shared/protocol/request.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { EngineContext } from './engine-context.ts';
import type { EventText } from './event-text.ts';
import { isFollowed } from './marker-verbs.ts';
import type { ReceiptRow } from './marker-table.ts';
import { readableRoom } from './readable-room.ts';
import { wholeLog } from './step-table.ts';

/**
 * How far the others have come with a message, and when: those who are in the room now and were when it was said, and in a
 * channel not who is out. Told to members alone, of what they may see.
 */
export function messageInfo(
  context: EngineContext,
  personId: PersonId,
  params: RequestParams<'message.info'>,
): Result<RequestResult<'message.info'>, RequestError> {
  const found = readableRoom(context, personId, params);
  if (!found.ok) return found;
  const { room, stream, access, head } = found.value;
  if (params.streamSeq > head) return err({ type: 'beyond_end', head });
  const event = canSee(access, params.streamSeq) ? eventAt(context, stream.streamRef, params.streamSeq) : null;
  if (event?.header.itemNumber === undefined) {
    return err({ type: 'invalid_params', path: 'streamSeq', problem: 'not of a message that this person may read' });
  }
  const isTold = room.memberIds.has(personId) && isFollowed(context, room);
  if (!isTold) return ok({ at: event.header.at, people: null });
  const people = context.tables.markers
    .receiptsIn(room.roomRef)
    .filter((row) => row.personId !== event.header.person && row.joinedSeq < event.header.seq)
    .filter((row) => room.room.kind === 'direct' || isPresent(context.tables.people.byId(row.personId)?.person ?? null))
    .map((row) => receiptOf(context, { row, roomRef: room.roomRef, event }));
  return ok({ at: event.header.at, people });
}

function eventAt({ tables }: EngineContext, streamRef: number, streamSeq: number): EventText | null {
  const seq = tables.events.seqAt(streamRef, streamSeq);
  return seq === null ? null : tables.events.bySeq(seq);
}

interface Reached {
  readonly row: ReceiptRow;
  readonly roomRef: number;
  readonly event: EventText;
}

function receiptOf({ tables }: EngineContext, { row, roomRef, event }: Reached): MessageReceipt {
  const { personRef, personId } = row;
  const { seq, itemNumber = 0 } = event.header;
  const isRead = row.readUpTo >= itemNumber;
  return {
    personId,
    // Whoever reads it has it, though their device may not have said so yet.
    isDelivered: isRead || row.deliveredSeq >= seq,
    deliveredAt: tables.steps.reachedAt({ personRef, roomRef: wholeLog }, seq),
    isRead,
    readAt: isRead ? tables.steps.reachedAt({ personRef, roomRef }, itemNumber) : null,
  };
}
