import type { Result } from '../../result.ts';
import type { ActRef } from '../act.ts';
import type { AuditSetting } from '../audit.ts';
import type { Command } from '../command.ts';
import type { Device } from '../device.ts';
import type { DoorSetting } from '../door.ts';
import type { DeviceKey, InviteId, PersonId, ReportId, RoomId } from '../ids.ts';
import type { Invite } from '../invite.ts';
import type { NameKey } from '../name.ts';
import type { Person } from '../person.ts';
import type { Refusal } from '../refusal.ts';
import type { Report } from '../report.ts';
import type { PersonRole } from '../role.ts';
import type { Room } from '../room.ts';
import type { Stream } from '../stream.ts';

/** What `decide` may look at: each answer is one look-up by key, made inside the transaction. */
export interface DecideState {
  /** The latest moment that the log knows of, in milliseconds: never behind what it has said before. */
  now(): number;
  /** The server's wall clock, which may be behind `now`: for what is counted from an event's `at`, which is told by it. */
  wallNow(): number;
  door(): DoorSetting;
  device(device: DeviceKey): Device | null;
  /** All that a person has had, those that were revoked among them. */
  devicesOf(personId: PersonId): readonly Device[];
  /** What a stranger's device is to be that was let in, by whom, and when that was. */
  acceptedDevice(device: DeviceKey): AcceptedDevice | null;
  isDeviceBanned(device: DeviceKey): boolean;
  invite(inviteId: InviteId): Invite | null;
  /** How many invites of this person can still be used. */
  openInvitesOf(personId: PersonId): number;
  /** Whether the person has come in, or further, by the invite before. */
  hasUsed(inviteId: InviteId, personId: PersonId): boolean;
  /**
   * Whether an invite that the person has used leads them into the room: that is open to all or has the invite's maker among its
   * members and is not closed (H3), and they have neither come nor gone there since.
   */
  isGranted(roomId: RoomId, personId: PersonId): boolean;
  /** Whether that it was taken back may be among what the log lost and has not got back yet (H3). */
  isInviteInDoubt(inviteId: InviteId): boolean;
  /** Owners who can come in. */
  ownerCount(): number;
  person(personId: PersonId): Person | null;
  isBlocked(personId: PersonId, blockedId: PersonId): boolean;
  /** What the act did that this names, and when, by the server's clock; null where the log has none. */
  act(ref: ActRef): PastAct | null;
  /** The room of a message that the reader may see; null where there is none. */
  roomOfMessage(reader: PersonId, message: ActRef): RoomId | null;
  report(reportId: ReportId): (Pick<Report, 'personId'> & { readonly isOpen: boolean }) | null;
  /** What the person has reported and nobody has closed. */
  openReportsOf(reporter: PersonId): readonly Pick<Report, 'personId' | 'message'>[];
  room(roomId: RoomId): Room | null;
  isMember(roomId: RoomId, personId: PersonId): boolean;
  /** Who hold a name that is the same (T8), or gave it up less than 30 days ago. */
  nameHolders(key: NameKey): readonly PersonId[];
  publicRoomsNamed(key: NameKey): readonly RoomId[];
  directRoomId(personIds: readonly PersonId[]): RoomId;
}

/** A command with who sent it; `author` is null while the person is not admitted. */
export interface Submission<Known extends Command = Command> {
  readonly author: Person | null;
  readonly personId: PersonId;
  readonly device: DeviceKey;
  /** The invite whose token came with the login. */
  readonly inviteId: InviteId | null;
  readonly command: Known;
  /** The id that a room or message made by this command has (P17). */
  readonly objectId: string;
}

/** A submission whose author is a person of this server. */
export interface AuthoredSubmission<Kind extends Command['kind']> extends Submission<Extract<Command, { kind: Kind }>> {
  readonly author: Person;
}

/** Where the event goes; null when what was asked for is so already, which is accepted without an event. */
export interface Decision {
  readonly stream: Stream | null;
  /** The room that the command made or opened, told to its author with the acceptance. */
  readonly roomId?: RoomId;
  /** What the door or an invite makes of the author. */
  readonly role?: PersonRole;
}

export interface AcceptedDevice {
  readonly role: PersonRole;
  readonly acceptedBy: PersonId;
  readonly acceptedAt: number;
}

/** Something that was done, as the log has it. */
export interface PastAct {
  readonly command: Command;
  /** In milliseconds. */
  readonly at: number;
  /** What it set anew; null where it took nothing that can be given back. */
  readonly before: AuditSetting | null;
}

/** Nothing is wrong with it, and what the log lost has to come back first (H3): it is asked again later. */
export interface NotYet {
  readonly type: 'healing';
}

export type Verdict = Result<Decision, Refusal | NotYet>;
