import { parseCommand } from '#shared/domain/command.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { Room } from '#shared/domain/room.ts';
import { roomStream } from '#shared/domain/stream.ts';
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

/** Whether there is nobody whom this person does not want to hear: then no room has to be looked at for that. */
function isEverybodyHeard({ tables }: Context): boolean {
  return tables.blocked.isEmpty() && tables.outbox.ofKind('person.setBlock').length === 0;
}

/**
 * Whether a room is not to be listed: a direct one in which there is nobody else but somebody who is blocked, or a private one into
 * which such a one brought this person, who has not asked for it and has said nothing in it.
 */
export function isBlockedRoom(context: ClientContext, { roomId, kind, visibility }: Room): boolean {
  if (isEverybodyHeard(context)) return false;
  if (kind === 'channel') return visibility === 'private' && isBroughtByBlocked(context, roomId);
  const others = context.tables.members.of(roomId).filter((personId) => personId !== context.owner.personId);
  const [other] = others;
  return others.length === 1 && other !== undefined && isBlocked(context, other);
}

function isBroughtByBlocked(context: ClientContext, roomId: RoomId): boolean {
  const { tables, owner } = context;
  const stream = roomStream(roomId);
  const invitation = tables.roomWords.lastInvitation(stream, owner.personId);
  if (invitation === null || tables.markers.get(roomId).isAskedFor || !isBlocked(context, invitation.person))
    return false;
  return (tables.shown.ownMessages(stream, 1)[0]?.streamSeq ?? 0) < invitation.streamSeq;
}

/** The topic of a room, without what somebody who is blocked made it: it stands in the room's history, behind a line. */
export function heardTopic(context: ClientContext, { roomId, topic, createdBy }: Room): string {
  if (topic === '' || isEverybodyHeard(context)) return topic;
  return isBlocked(context, context.tables.roomWords.topicBy(roomStream(roomId)) ?? createdBy) ? '' : topic;
}

/** The rooms that stand otherwise when somebody is blocked, or heard again. */
export function roomsHeard({ tables, owner }: Pick<ClientContext, 'tables' | 'owner'>): RoomId[] {
  return tables.members.roomsOf(owner.personId);
}
