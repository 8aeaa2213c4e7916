import type { CommandDraft } from '#shared/domain/command.ts';
import type { CommandId, RoomId } from '#shared/domain/ids.ts';
import type { ChatError } from '#shared/ipc/chat-api.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { canonicalJson } from '../../identity/canonical-json.ts';
import type { QueuedCommand } from '../client-store.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import type { OutboxRow } from './outbox-table.ts';
import { isCreation, queueCommand } from './queue-command.ts';
import { roomView } from './room-view.ts';

/** Takes a command back that was never transmitted (D1); with the making of a room what waits in it. */
export function cancelCommand(context: ClientContext, changes: Changes, commandId: CommandId): Result<null, ChatError> {
  const found = untransmitted(context, commandId);
  if (!found.ok) return found;
  removeRow(context, changes, found.value);
  return ok(null);
}

/** Gives a message that was never transmitted another text (D1). */
export function changeCommand(
  context: ClientContext,
  changes: Changes,
  { commandId, text }: { readonly commandId: CommandId; readonly text: string },
): Result<null, ChatError> {
  const found = untransmitted(context, commandId);
  if (!found.ok) return found;
  const row = found.value;
  if (row.kind !== 'message.send') return err({ type: 'command_not_known' });
  const changed = {
    ...row,
    body: canonicalJson({ ...(JSON.parse(row.body) as object), content: { type: 'text', text } }),
  };
  context.tables.outbox.setBody(changed);
  changes.command(changed);
  return ok(null);
}

/** Queues a failed command again, as a new one with the same text (P16). */
export function retryCommand(
  context: ClientContext,
  changes: Changes,
  commandId: CommandId,
): Result<Omit<QueuedCommand, 'changes'>, ChatError> {
  const row = failed(context, commandId);
  if (row === null) return err({ type: 'command_not_known' });
  const { writtenAt: _writtenAt, salt: _salt, ...body } = JSON.parse(row.body) as Record<string, unknown>;
  takeOff(context, changes, row);
  // It was queued as a draft of this kind once, and the rest of its body is what that draft was.
  const queued = queueCommand(context, changes, { kind: row.kind, body } as CommandDraft);
  if (row.kind === 'room.create') moveToRoom(context, changes, { from: row.roomId, to: queued.roomId });
  return ok(queued);
}

/** Takes a failed command off the screen. */
export function discardCommand(
  context: ClientContext,
  changes: Changes,
  commandId: CommandId,
): Result<null, ChatError> {
  const row = failed(context, commandId);
  if (row === null) return err({ type: 'command_not_known' });
  removeRow(context, changes, row);
  return ok(null);
}

function untransmitted({ tables }: ClientContext, commandId: CommandId): Result<OutboxRow, ChatError> {
  const row = tables.outbox.find(commandId);
  if (row === null || row.failure !== null) return err({ type: 'command_not_known' });
  return row.sentNumber === null ? ok(row) : err({ type: 'already_transmitted' });
}

function failed({ tables }: ClientContext, commandId: CommandId): OutboxRow | null {
  const row = tables.outbox.find(commandId);
  return row === null || row.failure === null ? null : row;
}

/** Removes a command, and with the making of a room all that waits in it and now has nowhere to go. */
function removeRow(context: ClientContext, changes: Changes, row: OutboxRow): void {
  takeOff(context, changes, row);
  if (row.roomId === null || !isCreation(row.kind) || roomView(context, row.roomId) !== null) return;
  for (const left of context.tables.outbox.allOfRoom(row.roomId)) takeOff(context, changes, left);
}

function takeOff(context: ClientContext, changes: Changes, row: OutboxRow): void {
  const { roomId, kind, commandId } = row;
  const view = roomId === null || !isCreation(kind) ? null : roomView(context, roomId);
  context.tables.outbox.remove(commandId);
  // What stands behind it asks in its place.
  if (row.hold === 'asking' && roomId !== null) context.tables.holds.ask(roomId);
  changes.commandGone(row);
  if (view !== null) changes.roomGone(view.roomId);
}

/** What failed with the making of a room follows into the room that is made instead, to be tried again there. */
function moveToRoom(
  context: ClientContext,
  changes: Changes,
  { from, to }: { readonly from: RoomId | null; readonly to: RoomId | null },
): void {
  if (from === null || to === null) return;
  for (const row of context.tables.outbox.allOfRoom(from)) {
    changes.commandGone(row);
    const body = canonicalJson({ ...(JSON.parse(row.body) as object), roomId: to });
    const moved = { ...row, body, roomId: to };
    context.tables.outbox.setBody(moved);
    changes.command(moved);
  }
}
