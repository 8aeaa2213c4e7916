import { unreachable } from '../assert.ts';
import type { Command, CommandBody } from './command.ts';
import { directPeople } from './decide/direct.ts';
import type { EventHeader } from './event.ts';
import type { DoorSetting } from './door.ts';
import type { DeviceKey, InviteId, MessageId, PersonId, ReportId, RoomId } from './ids.ts';
import type { Invite } from './invite.ts';
import type { Message } from './message.ts';
import { shownName, type Name } from './name.ts';
import type { Report, ReportClosing } from './report.ts';
import type { PersonRole, Role } from './role.ts';
import type { Room } from './room.ts';
import type { Standing } from './standing.ts';
import { roomOfStream } from './stream.ts';

/** One step in what is known. A server's tables, its directory in memory and a client's tables all take the same steps. */
export type Change =
  | { readonly type: 'person.put'; readonly personId: PersonId; readonly displayName: Name; readonly role: Role }
  | { readonly type: 'person.role'; readonly personId: PersonId; readonly role: Role }
  | {
      readonly type: 'person.standing';
      readonly personId: PersonId;
      readonly standing: Standing;
      readonly since: number;
    }
  | { readonly type: 'person.name'; readonly personId: PersonId; readonly displayName: Name }
  /** Between the two alone: `personId` blocks the other, who never learns of it. */
  | {
      readonly type: 'person.block';
      readonly personId: PersonId;
      readonly blockedId: PersonId;
      readonly isBlocked: boolean;
    }
  | { readonly type: 'report.put'; readonly report: Report }
  | { readonly type: 'report.closed'; readonly reportId: ReportId; readonly closing: ReportClosing }
  | { readonly type: 'device.put'; readonly personId: PersonId; readonly device: DeviceKey }
  | DeviceLink
  | { readonly type: 'device.revoke'; readonly device: DeviceKey }
  | {
      readonly type: 'device.accepted';
      readonly device: DeviceKey;
      readonly role: PersonRole;
      readonly acceptedBy: PersonId;
    }
  | { readonly type: 'device.ban'; readonly device: DeviceKey; readonly isBanned: boolean }
  | { readonly type: 'door.put'; readonly door: DoorSetting }
  | { readonly type: 'invite.put'; readonly invite: Invite; readonly note: string }
  | { readonly type: 'invite.revoked'; readonly inviteId: InviteId }
  | { readonly type: 'invite.used'; readonly inviteId: InviteId; readonly personId: PersonId }
  | { readonly type: 'room.put'; readonly room: Room }
  | { readonly type: 'room.name'; readonly roomId: RoomId; readonly name: Name }
  | { readonly type: 'room.topic'; readonly roomId: RoomId; readonly topic: string }
  | { readonly type: 'member.add'; readonly roomId: RoomId; readonly personId: PersonId }
  | { readonly type: 'member.remove'; readonly roomId: RoomId; readonly personId: PersonId }
  | { readonly type: 'message.put'; readonly message: Message };

/** One more device of somebody (P18). */
export interface DeviceLink {
  readonly type: 'device.link';
  readonly personId: PersonId;
  readonly device: DeviceKey;
  /** The device that signed for it: of the person, or of the owner who vouches for it (T8). */
  readonly linkedBy: DeviceKey;
  readonly vouchedBy: PersonId | null;
}

/** An accepted command with the header it got. */
export interface FoldInput {
  readonly header: Pick<EventHeader, 'stream' | 'person' | 'device' | 'at' | 'role'>;
  readonly command: Command;
  readonly objectId: string;
  /** The person that the server itself is: it makes rooms without being in them. */
  readonly serverPersonId: PersonId;
}

/** What an event changes (P3). Pure, total for every command that `decide` accepts, and the only such function. */
export function fold(input: FoldInput): Change[] {
  const { header, command } = input;
  switch (command.kind) {
    case 'server.setDoor':
    case 'knock.accept':
    case 'device.setBan':
    case 'invite.create':
    case 'invite.revoke':
    case 'invite.accept':
    case 'person.admit':
      return foldEntry(header, command);
    case 'device.link':
    case 'device.revoke':
    case 'device.vouch':
      return [foldDevice(header, command)];
    case 'person.setRole':
      return [{ type: 'person.role', personId: command.body.personId, role: command.body.role }];
    case 'person.setStanding':
      return [foldStanding(header, command.body)];
    case 'person.setBlock': {
      const { personId: blockedId, isBlocked } = command.body;
      return [{ type: 'person.block', personId: header.person, blockedId, isBlocked }];
    }
    case 'report.create':
    case 'report.close':
      return foldReport(input, command);
    case 'person.rename':
      return [{ type: 'person.name', personId: header.person, displayName: shownName(command.body.displayName) }];
    case 'room.create':
    case 'direct.open':
      return foldNewRoom(input);
    case 'room.join':
      return [{ type: 'member.add', roomId: command.body.roomId, personId: header.person }];
    case 'room.invite':
      return [{ type: 'member.add', roomId: command.body.roomId, personId: command.body.personId }];
    case 'room.leave':
      return [{ type: 'member.remove', roomId: command.body.roomId, personId: header.person }];
    case 'room.removeMember':
      return [{ type: 'member.remove', roomId: command.body.roomId, personId: command.body.personId }];
    case 'room.rename':
      return [{ type: 'room.name', roomId: command.body.roomId, name: shownName(command.body.name) }];
    case 'room.setTopic':
      return [{ type: 'room.topic', roomId: command.body.roomId, topic: command.body.topic }];
    case 'message.send': {
      const { roomId, content, writtenAt } = command.body;
      const messageId = input.objectId as MessageId;
      return [{ type: 'message.put', message: { messageId, roomId, author: header.person, content, writtenAt } }];
    }
    default:
      return unreachable(command);
  }
}

type EntryCommand = Extract<
  Command,
  {
    kind:
      | 'server.setDoor'
      | 'knock.accept'
      | 'device.setBan'
      | 'invite.create'
      | 'invite.revoke'
      | 'invite.accept'
      | 'person.admit';
  }
>;

/** Who comes in, and by which door. */
function foldEntry({ person: personId, device, role }: FoldInput['header'], { kind, body }: EntryCommand): Change[] {
  switch (kind) {
    case 'server.setDoor':
      return [{ type: 'door.put', door: { door: body.door, openUntil: body.openUntil } }];
    case 'knock.accept':
      return [{ type: 'device.accepted', device: body.device, role: body.role, acceptedBy: personId }];
    case 'device.setBan':
      return [{ type: 'device.ban', device: body.device, isBanned: body.isBanned }];
    case 'invite.create': {
      const { inviteId, note, roomIds, maxUses, expiresAt } = body;
      const invite = { inviteId, createdBy: personId, role: body.role, roomIds, maxUses, uses: 0, expiresAt };
      return [{ type: 'invite.put', invite: { ...invite, isRevoked: false }, note }];
    }
    case 'invite.revoke':
      return [{ type: 'invite.revoked', inviteId: body.inviteId }];
    case 'invite.accept':
      return [...roleGiven(personId, role), { type: 'invite.used', inviteId: body.inviteId, personId }];
    case 'person.admit':
      return [
        { type: 'person.put', personId, displayName: shownName(body.displayName), role: role ?? 'member' },
        { type: 'device.put', personId, device },
        ...(body.inviteId === undefined ? [] : [{ type: 'invite.used' as const, inviteId: body.inviteId, personId }]),
      ];
  }
}

type DeviceCommand = Extract<Command, { kind: 'device.link' | 'device.revoke' | 'device.vouch' }>;

function foldDevice({ person, device: linkedBy }: FoldInput['header'], { kind, body }: DeviceCommand): Change {
  const { device } = body;
  switch (kind) {
    case 'device.link':
      return { type: 'device.link', personId: person, device, linkedBy, vouchedBy: null };
    case 'device.vouch':
      return { type: 'device.link', personId: body.personId, device, linkedBy, vouchedBy: person };
    case 'device.revoke':
      return { type: 'device.revoke', device };
  }
}

/** What was reported, and how that ended. */
function foldReport(
  { header, objectId }: FoldInput,
  { kind, body }: Extract<Command, { kind: 'report.create' | 'report.close' }>,
): Change[] {
  if (kind === 'report.close') {
    const closing = { closedBy: header.person, closedAt: header.at, outcome: body.outcome };
    return [{ type: 'report.closed', reportId: body.reportId, closing }];
  }
  const { personId, message = null, reason, text } = body;
  const made = { reportId: objectId as ReportId, reporter: header.person };
  return [{ type: 'report.put', report: { ...made, personId, message, reason, text } }];
}

function roleGiven(personId: PersonId, role: Role | undefined): Change[] {
  return role === undefined ? [] : [{ type: 'person.role', personId, role }];
}

function foldStanding({ at }: FoldInput['header'], { personId, standing }: CommandBody<'person.setStanding'>): Change {
  return { type: 'person.standing', personId, standing, since: at };
}

function foldNewRoom({ header, command, serverPersonId }: FoldInput): Change[] {
  const roomId = roomOfStream(header.stream);
  if (roomId === null) return [];
  const made = { roomId, createdBy: header.person, createdAt: header.at };
  if (command.kind === 'direct.open') {
    const room: Room = { ...made, kind: 'direct', visibility: 'private', history: 'joined', name: null, topic: '' };
    const members = directPeople(header.person, command.body.personIds);
    return [
      { type: 'room.put', room },
      ...members.map((personId) => ({ type: 'member.add' as const, roomId, personId })),
    ];
  }
  if (command.kind !== 'room.create') return [];
  const { name, topic, visibility } = command.body;
  const history = visibility === 'public' ? 'everything' : command.body.history;
  const room: Room = { ...made, kind: 'channel', visibility, history, name: shownName(name), topic };
  const members = header.person === serverPersonId ? [] : [header.person];
  return [
    { type: 'room.put', room },
    ...members.map((personId) => ({ type: 'member.add' as const, roomId, personId })),
  ];
}
