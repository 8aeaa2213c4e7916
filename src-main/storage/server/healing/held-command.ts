import type { CommandEnvelope } from '#shared/domain/command.ts';
import type { CommandId, PersonId } from '#shared/domain/ids.ts';
import { commandIdBytes } from '../command-id-bytes.ts';
import type { StoredCommand } from '../command-table.ts';
import { contentHashOfRead } from '../content-hash.ts';
import type { EngineContext } from '../engine-context.ts';

/** Whose a command is, and which (P14). */
export interface CommandOf {
  readonly personId: PersonId;
  readonly commandId: CommandId;
}

/**
 * What the log has taken under the same id (P14), null where nothing. One that was refused since is not held: it was accepted once,
 * and refused for what the log lost.
 */
export function heldCommand(
  { tables }: Pick<EngineContext, 'tables'>,
  { personId, commandId }: CommandOf,
): StoredCommand | null {
  const person = tables.people.byId(personId);
  if (person === null) return null;
  const found = tables.commands.find({ personRef: person.personRef, commandId: commandIdBytes(commandId) });
  return found === null || found.result.type === 'refused' ? null : found;
}

/** Whether it says the same: its author may have said something else under the id while the log had lost the first. */
export function isSameContent({ contentHash }: StoredCommand, envelope: CommandEnvelope): boolean {
  return contentHashOfRead(envelope).equals(contentHash);
}
