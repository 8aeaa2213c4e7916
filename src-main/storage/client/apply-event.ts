import { unreachable } from '#shared/assert.ts';
import type { Command } from '#shared/domain/command.ts';
import { fold, type Change } from '#shared/domain/fold.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { roomOfStream, type Stream } from '#shared/domain/stream.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { noteLink, noteRevocation } from './device-links.ts';
import type { ReadEvent } from './read-event.ts';

/** Takes an event into the tables (P3). One that this version does not know changes nothing yet (D7). */
export function applyEvent(context: ClientContext, changes: Changes, event: ReadEvent): void {
  const { header, envelope, command, isSigned } = event;
  const isOverruled = header.origin?.isOverruled === true;
  if (command === null || isOverruled || isMeantElsewhere(header.stream, command)) return;
  // Whose a device is, is believed of signatures alone, and of no server.
  const signed = { person: header.person, device: header.device, command };
  if (isSigned && !noteLink(context, changes, signed)) noteRevocation(context, changes, signed);
  const objectId = context.ids.objectId(header.person, envelope.commandId);
  const isServer = context.tables.people.find(header.person)?.role === 'server';
  const serverPersonId = isServer ? header.person : ('' as PersonId);
  for (const change of fold({ header, command, objectId, serverPersonId }))
    applyChange(context, changes, { change, seq: header.seq, isSigned });
}

/** A host that lies can put a command into another room's stream, but not change that room by it. */
function isMeantElsewhere(stream: Stream, { body }: Command): boolean {
  return 'roomId' in body && body.roomId !== roomOfStream(stream);
}

interface Applied {
  readonly change: Change;
  /** Of the event that brings it. */
  readonly seq: number;
  /** A key that is the author's signed it. */
  readonly isSigned: boolean;
}

function applyChange(context: ClientContext, changes: Changes, { change, seq, isSigned }: Applied): void {
  switch (change.type) {
    case 'person.put':
    case 'person.name':
      // What people are called is theirs to say, and no server's.
      if (isSigned) applyPersonChange(context, changes, change);
      return;
    case 'person.role':
    case 'person.standing':
      applyPersonChange(context, changes, change);
      return;
    case 'room.put':
    case 'room.name':
    case 'room.topic':
    case 'member.add':
    case 'member.remove':
      applyRoomChange(context, changes, { change, seq, isSigned });
      return;
    case 'message.put':
      // Its event is the message: the timeline reads it from there.
      return;
    case 'door.put':
    case 'device.accepted':
    case 'device.ban':
    case 'invite.put':
    case 'invite.revoked':
    case 'invite.used':
      // Who looks after the door asks the server how it stands.
      return;
    case 'person.block':
      // It is this person's own, whatever a server that lies says.
      if (!isSigned || change.personId !== context.owner.personId) return;
      context.tables.blocked.set(change.blockedId, change.isBlocked);
      changes.block(change.blockedId);
      return;
    case 'report.put':
    case 'report.closed':
      // Asked of the server, by whoever may know.
      return;
    case 'device.put':
    case 'device.link':
    case 'device.revoke':
      // A first device is known by the person's id (P18), others by what was signed; what one said before it was revoked stays said.
      return;
    default:
      unreachable(change);
  }
}

type PersonChange = Extract<Change, { type: 'person.put' | 'person.name' | 'person.role' | 'person.standing' }>;
type RoomChange = Extract<Change, { type: 'room.put' | 'room.name' | 'room.topic' | 'member.add' | 'member.remove' }>;

function applyPersonChange({ tables }: ClientContext, changes: Changes, change: PersonChange): void {
  const { personId } = change;
  changes.person(personId);
  switch (change.type) {
    case 'person.put':
      tables.people.put({ ...change, standing: 'active', standingSince: 0 });
      return;
    case 'person.name':
      tables.people.setName(personId, change.displayName);
      return;
    case 'person.role':
      tables.people.setRole(personId, change.role);
      return;
    case 'person.standing':
      for (const roomId of tables.members.roomsOf(personId)) changes.membersMove(roomId);
      tables.people.setStanding(personId, change.standing, change.since);
      return;
    default:
      unreachable(change);
  }
}

/** Whoever takes in an event of a room tells of the room. */
function applyRoomChange(
  { tables }: ClientContext,
  changes: Changes,
  { change, seq }: Applied & { readonly change: RoomChange },
): void {
  const roomId = change.type === 'room.put' ? change.room.roomId : change.roomId;
  if (change.type === 'member.add' || change.type === 'member.remove') changes.membersMove(roomId);
  if (change.type === 'room.put') tables.rooms.put(change.room);
  else if (change.type === 'room.name') tables.rooms.setName(roomId, change.name);
  else if (change.type === 'room.topic') tables.rooms.setTopic(roomId, change.topic);
  else if (change.type === 'member.add') {
    tables.members.add(roomId, change.personId);
    tables.receipts.raiseJoined(roomId, change.personId, seq);
  } else tables.members.remove(roomId, change.personId);
}
