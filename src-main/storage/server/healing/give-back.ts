import type { EventFrame } from '#shared/protocol/event-frame.ts';
import type { PieceOutcome } from '#shared/protocol/healing.ts';
import type { AppendedEvent, GivenBack, GivenEvents } from '../../event-log.ts';
import { contentHashOfRead } from '../content-hash.ts';
import type { EngineContext } from '../engine-context.ts';
import { positionFrameText } from '../event-text.ts';
import { beginEpoch } from './begin-epoch.ts';
import { healEvent } from './heal-event.ts';
import { heldCommand, isSameContent } from './held-command.ts';
import { partingOf } from './parting.ts';
import { readReturned, type ReturnedEvent } from './returned-event.ts';
import { madeKnown, settleWaiting } from './settle-waiting.ts';

type Read = ReturnType<typeof readReturned>;

/** Takes back what a device holds of what the log lost, as one transaction (H4). */
export function giveBack(context: EngineContext, given: GivenEvents): GivenBack {
  const { tables, transactions, positions } = context;
  const returned = given.events.map((event) => readReturned(context, given, event));
  const epochBefore = tables.epochs.current().epochId;
  const take = () => {
    witness(context, returned);
    for (const each of returned) if (typeof each === 'object') lowerShared(context, each);
    return takeAll(context, returned);
  };
  // Where nothing is to be written, none waits for the disk.
  const isNothing = returned.every((each) => typeof each === 'string');
  const { outcomes, appended, repeated } = isNothing ? take() : transactions.run(take);
  const headSeq = tables.events.lastSeq();
  return {
    outcomes,
    forged: returned.filter((each) => each === 'forged').length,
    repeated,
    appended,
    headSeq,
    positionFrame: positionFrameText(positions.at(headSeq)),
    isEpochBegun: tables.epochs.current().epochId !== epochBefore,
  };
}

/** An event of the present epoch that the log does not hold: the device saw more of it than the log has (H1). */
function witness(context: EngineContext, returned: readonly Read[]): void {
  const { epochId, epoch } = context.tables.epochs.current();
  const isLost = returned.some(
    (each) => typeof each === 'object' && each.piece.epochId === epochId && !isOwnEvent(context, each),
  );
  if (isLost) beginEpoch(context, { shownEpoch: epoch, gate: 'closed' });
}

type Taken = Pick<GivenBack, 'outcomes' | 'appended' | 'repeated'>;

function takeAll(context: EngineContext, returned: readonly Read[]): Taken {
  const { tables } = context;
  const { gate, epoch } = tables.epochs.current();
  const appended: AppendedEvent[] = [];
  let repeated = 0;
  const outcomes = returned.map((each): PieceOutcome => {
    if (typeof each === 'string' || tables.givenPlaces.isGiven(each.piece)) repeated += 1;
    if (typeof each === 'string') return each === 'held' ? 'held' : 'refused';
    const held = heldCommand(context, each.piece);
    const isTaken = held === null || isSameContent(held, each.envelope);
    if (!isOwnEvent(context, each)) tables.givenPlaces.put(each.piece, { givenIn: epoch, isTaken });
    if (held !== null) return isTaken ? 'held' : refuseOther(context, each);
    const { personId, commandId } = each.piece;
    const isWaiting = tables.pieces.isKnown(personId, commandId);
    if (isWaiting && !isSameAsWaiting(context, each)) {
      tables.givenPlaces.notTaken(each.piece);
      return refuseOther(context, each);
    }
    if (!isWaiting) tables.pieces.keep(each.piece, epoch);
    // All that comes before the gate opens is put in order then, whoever brought it first.
    if (gate !== 'open') return 'healed';
    const healed = isWaiting ? null : healEvent(context, each, { isTold: true });
    if (healed === null) return 'parked';
    appended.push(healed);
    return 'healed';
  });
  const known = madeKnown(appended);
  if (known.size > 0) appended.push(...settleWaiting(context, known));
  return { outcomes, appended, repeated };
}

/** The log has something else there, or nothing: the two parted before (H1). */
function lowerShared(context: EngineContext, returned: ReturnedEvent): void {
  const { tables, positions } = context;
  const { epoch, epochId, seq } = returned.piece;
  const life = tables.shown.find(epochId);
  if (life === null || seq > life.sharedSeq || isOwnEvent(context, returned)) return;
  const sharedSeq = partingOf(tables, { epoch, epochId }, seq);
  const sharedServerHead = positions.serverHeadAt(sharedSeq);
  tables.shown.put({ ...life, sharedSeq, sharedServerHead }, tables.epochs.current().epoch);
}

/** Whether the log has this very event where it stood. */
function isOwnEvent({ tables }: EngineContext, { event, piece }: ReturnedEvent): boolean {
  return tables.events.macAt(piece.seq) === event.mac;
}

/** Whether what waits under the same id, if it waits still, says the same. */
function isSameAsWaiting({ tables }: EngineContext, { envelope, piece }: ReturnedEvent): boolean {
  const frame = tables.pieces.frameOf(piece.personId, piece.commandId);
  if (frame === null) return true;
  const { command } = JSON.parse(frame) as EventFrame;
  return contentHashOfRead(command).equals(contentHashOfRead(envelope));
}

/** Its author has said something else under the same id while the log had lost this; both cannot be one message. */
function refuseOther({ log }: EngineContext, { piece }: ReturnedEvent): PieceOutcome {
  const { personId, commandId } = piece;
  log.warn('What was given back is not what its author says now under the same id.', { personId, commandId });
  return 'refused';
}
