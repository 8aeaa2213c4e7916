import { present } from '#shared/assert.ts';
import { formatCommandFrame } from '#shared/protocol/command-frame.ts';
import type { OutboxId } from '#shared/domain/ids.ts';
import { readWallClock } from '#shared/domain/wall-clock.ts';
import { utf8Bytes } from '#shared/domain/text.ts';
import type { OutgoingCommand, TakeBounds } from '../client-store.ts';
import type { ClientContext } from './client-context.ts';
import { commandText } from './command-text.ts';
import type { OutboxRow } from './outbox-table.ts';

/** The next commands to transmit, in order (D1): a new one gets its number only when all before it has one. */
export function takeCommands(context: ClientContext, afterNumber: number, wanted: Wanted): OutgoingCommand[] {
  const { numbers, outbox, meta } = context.tables;
  const { outboxId } = meta.get();
  const taken: OutgoingCommand[] = [];
  for (const row of numbers.numberedAbove(afterNumber, wanted.max)) {
    if (!mayFollow(taken, present(row.number, 'it is found by its number'), wanted)) return taken;
    taken.push(outgoing(context, row, outboxId));
  }
  for (const row of numbers.unnumbered(wanted.max - taken.length)) {
    // Of a command that was accepted nothing is left here, and with one that failed its dependents did.
    if (row.dependsOn !== null && outbox.find(row.dependsOn) !== null) break;
    if (!mayFollow(taken, meta.get().lastNumber + 1, wanted)) break;
    taken.push(outgoing(context, { ...row, number: assignNumber(context, row, outboxId) }, outboxId));
  }
  return taken;
}

interface Wanted extends TakeBounds {
  readonly max: number;
}

function mayFollow(taken: readonly OutgoingCommand[], number: number, { maxBytes, heldUpTo = 0 }: Wanted): boolean {
  const [first] = taken;
  if (first === undefined) return true;
  if (first.number <= heldUpTo && number > heldUpTo) return false;
  return maxBytes === undefined || taken.reduce((sum, { frame }) => sum + utf8Bytes(frame), 0) < maxBytes;
}

/** A copy of this outbox used our numbers: a new one begins, and everything without a result is new in it (P14). */
export function renewOutbox({ tables, newUuid }: ClientContext): OutboxId {
  const outboxId: OutboxId = newUuid();
  tables.meta.setOutbox(outboxId, 0);
  tables.numbers.clear();
  return outboxId;
}

function assignNumber({ tables, clock }: ClientContext, { commandId }: OutboxRow, outboxId: OutboxId): number {
  const number = tables.meta.get().lastNumber + 1;
  tables.meta.setOutbox(outboxId, number);
  tables.numbers.assign(commandId, number, { outboxId, at: readWallClock(clock) });
  return number;
}

function outgoing(context: ClientContext, row: OutboxRow, outboxId: OutboxId): OutgoingCommand {
  const { commandId, kind, number } = row;
  const sent = present(number, 'a command that is taken has a number');
  const { device } = context.owner;
  const text = commandText(context, row, { device, outboxId, number: sent });
  return { commandId, kind, number: sent, frame: formatCommandFrame(text, context.sign(text)) };
}
