import { assert, present, unreachable } from '#shared/assert.ts';
import { accessFrom } from '#shared/domain/access.ts';
import type { EventHeader } from '#shared/domain/event.ts';
import type { Change } from '#shared/domain/fold.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { isOut } from '#shared/domain/standing.ts';
import { roomStream } from '#shared/domain/stream.ts';
import type { AccessKey } from './access-table.ts';
import type { ServerTables } from './server-tables.ts';

type MemberChange = Extract<Change, { type: 'member.add' | 'member.remove' }>;

/** The event that a change follows from. */
export interface ChangedBy {
  readonly header: EventHeader;
  /** When it was taken, by the latest clock that the server has seen: what runs out is counted from here. */
  readonly takenAt: number;
}

/** Takes one step of `fold` in the server's tables. */
export function writeChange(tables: ServerTables, by: ChangedBy, change: Change): void {
  const { header } = by;
  const { people, rooms, streams } = tables;
  switch (change.type) {
    case 'person.put': {
      const { personId, displayName, role } = change;
      // Who was let in twice, because the first time was lost for a while, is the same person under the later name.
      if (people.byId(personId) === null) people.insert({ personId, displayName, role });
      else people.rename(personId, displayName, header.at);
      return;
    }
    case 'person.role':
      people.setRole(change.personId, change.role);
      return;
    case 'person.standing':
      writeStanding(tables, header, change);
      return;
    case 'door.put':
    case 'device.accepted':
    case 'device.ban':
    case 'invite.put':
    case 'invite.revoked':
    case 'invite.used':
      writeEntry(tables, by, change);
      return;
    case 'person.block':
    case 'report.put':
    case 'report.closed':
      writeReport(tables, header, change);
      return;
    case 'person.name':
      people.rename(change.personId, change.displayName, header.at);
      return;
    case 'device.put':
    case 'device.link':
    case 'device.revoke':
      writeDevice(tables, header, change);
      return;
    case 'room.put': {
      const { streamRef: roomRef } = streams.findOrMake(header.stream);
      rooms.insert(change.room, { roomRef, creatorRef: personRefOf(tables, change.room.createdBy) });
      return;
    }
    case 'room.name':
      rooms.rename(roomOf(tables, change.roomId), change.name);
      return;
    case 'room.topic':
      rooms.setTopic(roomOf(tables, change.roomId), change.topic);
      return;
    case 'member.add':
    case 'member.remove':
      writeMember(tables, header, change);
      return;
    case 'message.put':
      // The event itself is the message.
      return;
    default:
      unreachable(change);
  }
}

type EntryChange = Extract<
  Change,
  { type: 'door.put' | 'device.accepted' | 'device.ban' | 'invite.put' | 'invite.revoked' | 'invite.used' }
>;

/** Who may come in, and by what. */
function writeEntry(tables: ServerTables, { header, takenAt }: ChangedBy, change: EntryChange): void {
  const { at, seq, origin } = header;
  const { entry, invites } = tables;
  switch (change.type) {
    case 'door.put':
      entry.setDoor(change.door);
      return;
    case 'device.accepted':
      entry.accept(change.device, {
        role: change.role,
        acceptorRef: personRefOf(tables, change.acceptedBy),
        acceptedAt: takenAt,
      });
      return;
    case 'device.ban':
      entry.ban(change.device, change.isBanned ? at : null);
      return;
    case 'invite.put':
      invites.put(change.invite, { note: change.note, creatorRef: personRefOf(tables, change.invite.createdBy), at });
      return;
    case 'invite.revoked':
      invites.revoke(change.inviteId);
      return;
    case 'invite.used': {
      // What came back may stand behind what followed it: it leads into no room that the person has ever been in.
      const usedSeq = origin === undefined ? seq : 0;
      invites.use(change.inviteId, { personRef: personRefOf(tables, change.personId), seq: usedSeq });
      return;
    }
    default:
      unreachable(change);
  }
}

type DeviceChange = Extract<Change, { type: 'device.put' | 'device.link' | 'device.revoke' }>;

/** Whose a key is, is said once; what comes back later of the same says nothing new. */
function writeDevice(tables: ServerTables, { seq, at }: EventHeader, change: DeviceChange): void {
  const { devices, entry } = tables;
  const { device } = change;
  if (change.type === 'device.revoke') {
    devices.revoke(device, at);
    return;
  }
  const { personId } = change;
  const isLink = change.type === 'device.link';
  const link = isLink ? { by: change.linkedBy, isVouched: change.vouchedBy !== null } : null;
  const linkedSeq = isLink ? seq : null;
  if (devices.find(device) === null)
    devices.add({ device, personId, personRef: personRefOf(tables, personId), linkedSeq, link, at });
  entry.arrived(device);
}

type ReportChange = Extract<Change, { type: 'person.block' | 'report.put' | 'report.closed' }>;

/** Whom somebody does not want to hear, and what owners and moderators were asked to look at. */
function writeReport(tables: ServerTables, { seq, at }: EventHeader, change: ReportChange): void {
  const { blocks, reports } = tables;
  switch (change.type) {
    case 'person.block': {
      const block = {
        personRef: personRefOf(tables, change.personId),
        blockedRef: personRefOf(tables, change.blockedId),
      };
      blocks.set(block, change.isBlocked);
      return;
    }
    case 'report.put': {
      const { report } = change;
      const reporterRef = personRefOf(tables, report.reporter);
      reports.put(report, { seq, reporterRef, personRef: personRefOf(tables, report.personId), at });
      return;
    }
    case 'report.closed': {
      const { closedBy, closedAt, outcome } = change.closing;
      reports.close(change.reportId, { closerRef: personRefOf(tables, closedBy), closedAt, outcome });
      return;
    }
    default:
      unreachable(change);
  }
}

/**
 * Who is out stays in their rooms, so that whoever was put out by mistake is back where they were; but what is said in private rooms
 * meanwhile, where nobody sees them listed, is not for them (P6).
 */
function writeStanding(
  tables: ServerTables,
  { seq }: EventHeader,
  { personId, standing, since }: Extract<Change, { type: 'person.standing' }>,
): void {
  const { people, access } = tables;
  const { personRef, person } = present(people.byId(personId), 'decide has found the person');
  people.setStanding(personId, standing, since);
  if (isOut(person.standing) === isOut(standing)) return;
  if (isOut(standing)) {
    for (const roomRef of access.privateRooms(personRef)) holdAccess(tables, { personRef, roomRef });
    return;
  }
  people.tookBack(personId, seq);
  for (const { roomRef, to } of access.heldOf(personRef)) {
    const { head, itemHead } = streamOf(tables, roomRef);
    access.goOn({ personRef, roomRef }, { head, seq });
    // What they cannot read is not unread.
    if (head > to) tables.markers.wrote({ personRef, roomRef }, itemHead);
  }
}

function holdAccess(tables: ServerTables, key: AccessKey): void {
  const { head, itemHead } = streamOf(tables, key.roomRef);
  const { room } = present(tables.rooms.byRef(key.roomRef), 'access is to a room');
  tables.access.hold(key, { to: head, closedRoom: { room, itemHead } });
}

function streamOf({ rooms, streams }: ServerTables, roomRef: number) {
  const { room } = present(rooms.byRef(roomRef), 'access is to a room');
  return present(streams.find(roomStream(room.roomId)), 'a room has a stream');
}

function writeMember(tables: ServerTables, { seq, streamSeq }: EventHeader, change: MemberChange): void {
  const { roomRef, room, memberIds } = roomOf(tables, change.roomId);
  const key = { personRef: personRefOf(tables, change.personId), roomRef };
  if (change.type === 'member.add') {
    memberIds.add(change.personId);
    tables.access.open(key, { from: accessFrom(room, streamSeq), openedSeq: seq });
    // What comes back after a loss may bring in somebody who is out meanwhile.
    const isComerOut = isOut(present(tables.people.byId(change.personId), 'a member is a person').person.standing);
    if (isComerOut && room.visibility === 'private') holdAccess(tables, key);
    return;
  }
  assert(memberIds.delete(change.personId), 'only a member is removed');
  const { itemHead } = present(tables.streams.find(roomStream(change.roomId)), 'a room has a stream');
  tables.access.close(key, { to: streamSeq, closedRoom: { room, itemHead } });
}

function roomOf({ rooms }: ServerTables, roomId: RoomId) {
  return present(rooms.byId(roomId), 'decide has found the room');
}

function personRefOf({ people }: ServerTables, personId: PersonId): number {
  return present(people.byId(personId), 'decide has found the person').personRef;
}
