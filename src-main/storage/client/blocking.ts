import { parseCommand } from '#shared/domain/command.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { Room } from '#shared/domain/room.ts';
import type { ClientContext } from './client-context.ts';
import type { OutboxRow } from './outbox-table.ts';

type Context = Pick<ClientContext, 'tables'>;

/** Whether this person does not want to hear the other: what was queued last counts at once, whenever the server has it. */
export function isBlocked({ tables }: Context, personId: PersonId): boolean {
  const wish = tables.outbox
    .ofKind('person.setBlock')
    .flatMap((row) => (row.failure === null ? (wishOf(row) ?? []) : []))
    .findLast((each) => each.personId === personId);
  return wish?.isBlocked ?? tables.blocked.has(personId);
}

/** What a command of the outbox blocks, where it is one that does. */
export function wishOf({ kind, body }: Pick<OutboxRow, 'kind' | 'body'>) {
  const command = kind === 'person.setBlock' ? parseCommand(kind, JSON.parse(body)) : null;
  return command?.ok === true && command.value.kind === 'person.setBlock' ? command.value.body : null;
}

/** Whether in this room there is nobody else but somebody who is blocked: then there is nothing in it to hear. */
export function isBlockedRoom(context: ClientContext, { roomId, kind }: Pick<Room, 'roomId' | 'kind'>): boolean {
  if (kind !== 'direct') return false;
  const others = context.tables.members.of(roomId).filter((personId) => personId !== context.owner.personId);
  const [other] = others;
  return others.length === 1 && other !== undefined && isBlocked(context, other);
}

/** The direct rooms that a person is in. */
export function directRoomsWith({ tables }: Context, personId: PersonId): RoomId[] {
  return tables.members.roomsOf(personId).filter((roomId) => tables.rooms.find(roomId)?.room.kind === 'direct');
}
