import { directPeople } from '#shared/domain/decide/direct.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { canonicalJson } from '../../identity/canonical-json.ts';
import type { ClientContext } from './client-context.ts';
import type { OutboxRow } from './outbox-table.ts';
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
  moveQueued(context, personId);
  meta.setPerson(personId);
  renewOutbox(context);
  return true;
}

/** What is queued makes other rooms as another person (P17), and what waits in them follows. Nothing of it was sent yet. */
function moveQueued({ tables: { outbox }, ids }: ClientContext, personId: PersonId): void {
  const rows = outbox.all();
  const made = new Map<string, RoomId>();
  for (const row of rows) {
    const { kind, commandId, roomId } = row;
    const objectId = ids.objectId(personId, commandId);
    outbox.setObject(commandId, objectId);
    if (roomId === null) continue;
    if (kind === 'room.create') made.set(roomId, objectId as RoomId);
    if (kind === 'direct.open') made.set(roomId, ids.directId(directPeople(personId, peopleIn(row))));
  }
  for (const row of rows) {
    const roomId = row.roomId === null ? undefined : made.get(row.roomId);
    if (roomId !== undefined) outbox.setBody({ ...row, body: bodyIn(row, roomId), roomId });
  }
}

/** The body was written by this store, from a draft of its kind. */
function peopleIn({ body }: OutboxRow): readonly PersonId[] {
  return (JSON.parse(body) as { readonly personIds: readonly PersonId[] }).personIds;
}

function bodyIn({ body }: OutboxRow, roomId: RoomId): string {
  const said = JSON.parse(body) as object;
  return 'roomId' in said ? canonicalJson({ ...said, roomId }) : body;
}
