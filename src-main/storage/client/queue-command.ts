import { directPeople } from '#shared/domain/decide/direct.ts';
import type { CommandDraft } from '#shared/domain/command.ts';
import type { CommandId, RoomId } from '#shared/domain/ids.ts';
import { readWallClock } from '#shared/domain/wall-clock.ts';
import { toBase64url } from '#shared/encoding.ts';
import type { CommandFailure } from '#shared/ipc/chat-view.ts';
import { canonicalJson } from '../../identity/canonical-json.ts';
import type { QueuedCommand } from '../client-store.ts';
import { createChanges, type Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { holdOfNew } from './held-commands.ts';
import type { OutboxRow } from './outbox-table.ts';
import { present } from '#shared/assert.ts';
import { creationOf } from './room-view.ts';
import { renewOutbox } from './take-commands.ts';

const saltBytes = 16;

/** Commits a command as queued (D1): all that will be signed is fixed here, but its number. */
export function queueCommand(
  context: ClientContext,
  changes: Changes,
  draft: CommandDraft,
): Omit<QueuedCommand, 'changes'> {
  const { tables, ids, owner, clock, random } = context;
  const waiting = draft.kind === 'person.admit' ? waitingAdmission(context) : undefined;
  if (waiting !== undefined) return askUnderAnotherName(context, waiting, draft);
  const commandId: CommandId = context.newUuid();
  const objectId = ids.objectId(owner.personId, commandId);
  const roomId = roomOf(context, draft, objectId);
  const salt = toBase64url(random.bytes(saltBytes));
  const body = canonicalJson({ ...draft.body, writtenAt: readWallClock(clock), salt });
  const dependency = dependencyOf(context, draft.kind, roomId);
  const hold = holdOfNew(context, draft.kind, roomId);
  tables.outbox.insert({ commandId, kind: draft.kind, body, objectId, roomId, hold, ...dependency });
  changes.command(present(tables.outbox.find(commandId), 'a command that was just queued is there'));
  if (roomId !== null && isCreation(draft.kind)) changes.room(roomId);
  // One or the other is there after any crash, and never both.
  if (roomId !== null && draft.kind === 'message.send') tables.drafts.remove(roomId);
  return { commandId, roomId };
}

function roomOf({ ids, owner }: ClientContext, { kind, body }: CommandDraft, objectId: string): RoomId | null {
  if (kind === 'room.create') return objectId as RoomId;
  if (kind === 'direct.open') return ids.directId(directPeople(owner.personId, body.personIds));
  return 'roomId' in body ? body.roomId : null;
}

interface Dependency {
  readonly dependsOn: CommandId | null;
  readonly failure: CommandFailure | null;
}

/** What must be accepted first (P16): the making of the room, which itself waits for the admission; else that. */
function dependencyOf(context: ClientContext, kind: CommandDraft['kind'], roomId: RoomId | null): Dependency {
  const creation = roomId === null || isCreation(kind) ? null : creationOf(context, roomId);
  if (creation !== null) {
    // The room could not be made: what is said in it waits on the screen until that was tried again.
    const failure: CommandFailure | null = creation.failure === null ? null : { type: 'dependency_failed' };
    return { dependsOn: creation.commandId, failure };
  }
  const admission = kind === 'person.admit' ? undefined : waitingAdmission(context);
  return { dependsOn: admission?.commandId ?? null, failure: null };
}

function waitingAdmission({ tables }: ClientContext): OutboxRow | undefined {
  return tables.outbox.ofKind('person.admit').findLast(({ failure }) => failure === null);
}

/**
 * The door's refusal is neither stored nor numbered (P18): the same command asks again, by this name and this invite or by none,
 * and what waits for it waits on.
 */
function askUnderAnotherName(
  { tables }: ClientContext,
  row: OutboxRow,
  draft: CommandDraft,
): Omit<QueuedCommand, 'changes'> {
  const before = Object.entries(JSON.parse(row.body) as object).filter(([field]) => field !== 'inviteId');
  const body = canonicalJson({ ...Object.fromEntries(before), ...draft.body });
  tables.outbox.setBody({ ...row, body });
  return { commandId: row.commandId, roomId: null };
}

/** Who was let in once, and is a stranger to a server that lost it, asks once more; nothing else is taken before that. */
export function askAgain(context: ClientContext): boolean {
  const { outbox, people } = context.tables;
  const person = people.find(context.owner.personId);
  if (person === null || waitingAdmission(context) !== undefined) return false;
  const draft = { kind: 'person.admit', body: { displayName: person.displayName } } as const;
  outbox.putFirst(queueCommand(context, createChanges(context), draft).commandId);
  renewOutbox(context);
  return true;
}

export function isCreation(kind: string): boolean {
  return kind === 'room.create' || kind === 'direct.open';
}
