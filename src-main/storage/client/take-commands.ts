import { present } from '#shared/assert.ts';
import { formatCommandFrame } from '#shared/protocol/command-frame.ts';
import type { OutboxId } from '#shared/domain/ids.ts';
import { readWallClock } from '#shared/domain/wall-clock.ts';
import type { OutgoingCommand } from '../client-store.ts';
import type { ClientContext } from './client-context.ts';
import { commandText } from './command-text.ts';
import type { OutboxRow } from './outbox-table.ts';

/** The next commands to transmit, in order (D1): a new one gets its number only when all before it has one. */
export function takeCommands(context: ClientContext, afterNumber: number, max: number): OutgoingCommand[] {
  const { numbers, outbox } = context.tables;
  const { outboxId } = context.tables.meta.get();
  const taken = numbers.numberedAbove(afterNumber, max).map((row) => outgoing(context, row, outboxId));
  for (const row of numbers.unnumbered(max - taken.length)) {
    // Of a command that was accepted nothing is left here, and with one that failed its dependents did.
    if (row.dependsOn !== null && outbox.find(row.dependsOn) !== null) break;
    taken.push(outgoing(context, { ...row, number: assignNumber(context, row, outboxId) }, outboxId));
  }
  return taken;
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
