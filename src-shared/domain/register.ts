/**
 * What an event sets and a later one sets again: a name, a topic, whether somebody is in a room. The last one wins, by origin
 * and not by arrival (H5), so that an old renaming that is given back does not overwrite a newer one.
 */
import type { Command } from './command.ts';
import { directPeople } from './decide/direct.ts';
import type { EventHeader, Origin } from './event.ts';
import { roomOfStream } from './stream.ts';

/** What can be set so. */
export type RegisterName =
  | 'server.door'
  | 'knock.accept'
  | 'device.setBan'
  | 'device.person'
  | 'device.revoke'
  | 'invite.revoke'
  | 'person.name'
  | 'person.role'
  | 'person.standing'
  | 'person.block'
  | 'report.close'
  | 'room.name'
  | 'room.topic'
  | 'member';

/** Names one such thing, and whose it is; only compared. */
export type Register = RegisterName | `${RegisterName} ${string}`;

/** What the event of this command sets. */
export function registersOf(
  { stream, person, role }: Pick<EventHeader, 'stream' | 'person' | 'role'>,
  command: Command,
): Register[] {
  const room = roomOfStream(stream) ?? '';
  const member = (personId: string): Register => `member ${room} ${personId}`;
  switch (command.kind) {
    case 'server.setDoor':
      return ['server.door'];
    case 'knock.accept':
    case 'device.setBan':
      return [`${command.kind} ${command.body.device}`];
    case 'device.link':
    case 'device.vouch':
      return [`device.person ${command.body.device}`];
    case 'device.revoke':
      return [`device.revoke ${command.body.device}`];
    case 'invite.create':
      return [];
    case 'invite.revoke':
      return [`invite.revoke ${command.body.inviteId}`];
    // It makes the author's role what the invite gives, where that is more than they had; their role is nobody's otherwise.
    case 'invite.accept':
      return role === undefined ? [] : [`person.role ${person}`];
    case 'person.setRole':
      return [`person.role ${command.body.personId}`];
    case 'person.setStanding':
      return [`person.standing ${command.body.personId}`];
    case 'person.setBlock':
      return [`person.block ${person} ${command.body.personId}`];
    case 'report.create':
      return [];
    case 'report.close':
      return [`report.close ${command.body.reportId}`];
    case 'person.admit':
    case 'person.rename':
      return [`person.name ${person}`];
    case 'room.create':
      return [`room.name ${room}`, `room.topic ${room}`, member(person)];
    case 'room.rename':
      return [`room.name ${room}`];
    case 'room.setTopic':
      return [`room.topic ${room}`];
    case 'room.join':
    case 'room.leave':
      return [member(person)];
    case 'room.invite':
    case 'room.removeMember':
      return [member(command.body.personId)];
    case 'direct.open':
      return directPeople(person, command.body.personIds).map(member);
    case 'message.send':
      return [];
  }
}

/** Where an event stands for whoever reads (D5): where it stood first. */
export function originOf({ origin, epoch, seq }: Pick<EventHeader, 'origin' | 'epoch' | 'seq'>): Origin {
  return origin ?? { epoch, seq };
}

/** Negative when the first comes before the second. */
export function compareOrigins(one: Origin, other: Origin): number {
  return one.epoch - other.epoch || one.seq - other.seq;
}
