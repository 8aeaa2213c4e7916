import type { PersonId } from '#shared/domain/ids.ts';
import type { ClientContext } from './client-context.ts';
import { renewOutbox } from './take-commands.ts';

/**
 * The server knows this device as somebody else's than its key alone would say: it was linked to them (P18). Only a database that
 * holds nothing of the server yet becomes theirs; what waits in it is theirs as well, but the request to be let in as a stranger.
 * False where it holds something. The engine has to be opened anew.
 */
export function becomePerson(context: ClientContext, personId: PersonId): boolean {
  const { meta, outbox } = context.tables;
  if (meta.get().epoch !== null) return false;
  for (const { commandId } of outbox.ofKind('person.admit')) outbox.remove(commandId);
  for (const { commandId } of outbox.all()) outbox.setObject(commandId, context.ids.objectId(personId, commandId));
  meta.setPerson(personId);
  renewOutbox(context);
  return true;
}
