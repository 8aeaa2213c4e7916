import * as v from 'valibot';
import { acceptedSchema, type Accepted, type Refused, type TemporaryRefusal } from '#shared/protocol/command-frame.ts';
import { eventFrameSchema, type EventFrame } from '#shared/protocol/event-frame.ts';
import { parseFrame } from '#shared/protocol/client-frame.ts';
import type { Refusal } from '#shared/domain/refusal.ts';
import type { CommandFailure } from '#shared/ipc/chat-view.ts';
import { canonicalJson } from '../../identity/canonical-json.ts';
import { isKindOf, streamMeant } from '../../identity/event-of-command.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { commandText } from './command-text.ts';
import { holdRefused, releaseRoom } from './held-commands.ts';
import type { OutboxRow } from './outbox-table.ts';
import { readEvent, type ReadEvent } from './read-event.ts';

/**
 * The event that an accepted command became, put together from what was sent and what the server added (P15): the same bytes
 * that everybody else gets. Null where it became none, because what it asks for was so already.
 */
export function acceptedEvent(context: ClientContext, row: OutboxRow, accepted: string): ReadEvent | null {
  const raw = JSON.parse(accepted) as { readonly header?: unknown };
  const { header, mac, signed } = v.parse(acceptedSchema, raw);
  if (header === undefined || mac === undefined || row.sentOutboxId === null || row.sentNumber === null) return null;
  const { device } = header;
  const { outboxId, number } = signed ?? { outboxId: row.sentOutboxId, number: row.sentNumber };
  const command = commandText(context, row, { device, outboxId, number });
  // Ed25519 signs the same bytes in the same way, so that what this device signed once it can sign again.
  const isOwn = device === context.owner.device;
  const signature = isOwn ? context.sign(command) : (signed?.signature ?? '');
  const rest = canonicalJson({ header: raw.header, mac, signature, type: 'event' });
  const text = `{"command":${command},${rest.slice(1)}`;
  const frame = parseFrame(eventFrameSchema, text);
  return frame.ok
    ? readEvent(frame.value, { text, isSigned: isOwn && isAttributedRightly(context, frame.value) })
    : null;
}

/** Whether the server put it where it was meant, and under the name of this person: it is signed for no other place (P11). */
function isAttributedRightly({ ids, owner }: ClientContext, { header, command }: EventFrame): boolean {
  const stream = streamMeant(ids, owner.personId, command);
  const isInPlace = stream === null || stream === header.stream;
  return isInPlace && header.person === owner.personId && isKindOf(header.kind, command.kind);
}

/** It has its result: nothing of it waits any more, and nothing behind it for what it asked. */
export function settle(context: ClientContext, changes: Changes, row: OutboxRow): void {
  context.tables.outbox.remove(row.commandId);
  changes.settled(row.commandId);
  if (row.hold !== null) releaseRoom(context, changes, row.roomId);
}

/** What the command asks for was so already: it has its result, and no event. */
export function settleWithoutEvent(context: ClientContext, changes: Changes, row: OutboxRow): void {
  settle(context, changes, row);
  changes.commandGone(row);
  if (row.roomId !== null) changes.room(row.roomId);
}

/**
 * A refusal for good (D3): final, shown with its reason; what depended on it fails with it (P16). But that its room is closed is said
 * of its number alone, and what is for the room waits (H3); an invite that was to lead into it does not.
 */
export function settleRefused(context: ClientContext, changes: Changes, refused: Refused): void {
  const { commandId, error, isFinal, number } = refused;
  const row = context.tables.outbox.find(commandId);
  if (!isFinal || row === null || row.failure !== null) return;
  if (error.type === 'room_closed' && row.roomId !== null) {
    if (row.number === number) holdRefused(context, changes, row);
    return;
  }
  if (row.kind === 'person.admit' && isAdmitted(error)) {
    settleWithoutEvent(context, changes, row);
    return;
  }
  changes.settled(commandId);
  fail(context, changes, { ...row, failure: error });
}

/** It was let in before, and asks again under another name because it never heard so: that is no failure. */
function isAdmitted(error: Refusal | TemporaryRefusal): boolean {
  return error.type === 'already_admitted' || error.type === 'command_id_taken';
}

/** What waited for a command that will never be accepted: it keeps its text and used no number. */
function failDependents(context: ClientContext, changes: Changes, commandId: Accepted['commandId']): void {
  for (const row of context.tables.outbox.dependents(commandId))
    fail(context, changes, { ...row, failure: { type: 'dependency_failed' } });
}

type FailedRow = OutboxRow & { readonly failure: Refusal | CommandFailure };

function fail(context: ClientContext, changes: Changes, row: FailedRow): void {
  context.tables.outbox.fail(row.commandId, row.failure);
  changes.failed(row, row.failure);
  changes.command(row);
  if (row.hold !== null) releaseRoom(context, changes, row.roomId);
  failDependents(context, changes, row.commandId);
}
