/**
 * What a server asks of its log: whole verbs, answered by promises, because the log may be in another thread or on another machine
 * (architecture: "nothing waits for a disk"). Frames come and go as text, so that each is encoded once.
 */
import type { CommandDraft } from '#shared/domain/command.ts';
import type { DoorSetting } from '#shared/domain/door.ts';
import type { Change } from '#shared/domain/fold.ts';
import type { Epoch } from '#shared/domain/epoch.ts';
import type {
  DeviceKey,
  EpochId,
  InviteId,
  OutboxId,
  PersonId,
  ReportId,
  RoomId,
  ServerId,
} from '#shared/domain/ids.ts';
import type { ReadMarker } from '#shared/domain/read-marker.ts';
import type { Room } from '#shared/domain/room.ts';
import type { Standing } from '#shared/domain/standing.ts';
import type { Stream } from '#shared/domain/stream.ts';
import type { Position } from '#shared/protocol/position.ts';
import type { RequestError, RequestParams, RequestResult, SnapshotReason } from '#shared/protocol/request.ts';
import type { DeviceNotes } from '#shared/protocol/signal.ts';
import type { PersonEntry } from '#shared/protocol/snapshot.ts';
import type { PieceOutcome } from '#shared/protocol/healing.ts';
import type { Result } from '#shared/result.ts';
import type { DeviceNote, ListedDevice } from './server/device-table.ts';
import type { LastSeenRow } from './last-seen-row.ts';
import type { LogStats } from './log-stats.ts';
import type { PositionStanding } from './position-standing.ts';

export interface EventLog {
  /** Appends what arrived in one turn as one transaction (D2, P4). Outcomes stand in the order of the items. */
  append(items: readonly AppendItem[]): Promise<AppendResult>;
  /** Appends what the server itself says, signed by its key. */
  actAsServer(draft: CommandDraft): Promise<ActedAsServer>;
  /** Whose device this is and how far the log holds its outbox (D3). */
  login(device: DeviceKey, outboxId: OutboxId): Promise<LoginState>;
  /** The latest moment that the log knows of, in milliseconds: what runs out goes by it (T6). */
  latestAt(): Promise<number>;
  /** Everybody, every room and its members at `headSeq`, to start the directory in memory. */
  directory(): Promise<DirectorySnapshot>;
  /** How a device that shows this position gets what it missed (D7), or that it has to heal first (H1). */
  planResume(personId: PersonId, shown: ShownByDevice | null): Promise<ResumePlan>;
  /** Takes note of a position shown while nothing is told: what it says of the log (H1, H3). */
  showPosition(shown: ShownByDevice): Promise<PositionStanding>;
  /** The newest of the events that a device offers which the log holds, or 0 (H2). */
  findCut(params: RequestParams<'healing.cut'>): Promise<number>;
  wantedPieces(params: RequestParams<'healing.offer'>): Promise<readonly number[]>;
  /** Takes back what the log lost (H4). */
  giveBack(given: GivenEvents): Promise<GivenBack>;
  /** A device has given all that it holds. */
  finishHealing(device: HealedDevice): Promise<FinishedHealing>;
  /** Whether the gate is open now because of this call (H3). */
  openGate(opening: GateOpening): Promise<boolean>;
  /** What came back since the epoch began, and what is missing (H7). */
  healingReport(): Promise<RequestResult<'healing.report'>>;
  /** The next page of what `personId` may see with `afterSeq < seq <= upToSeq`, in order of `seq` (P6, P7). */
  readReplay(range: ReplayRange): Promise<ReplayPage>;
  readHistory(personId: PersonId, params: RequestParams<'history.page'>): Promise<Result<HistoryPage, RequestError>>;
  browseRooms(personId: PersonId, params: RequestParams<'room.browse'>): Promise<RequestResult<'room.browse'>>;
  setMarker(personId: PersonId, params: RequestParams<'marker.set'>): Promise<Result<ReadMarker, RequestError>>;
  listMarkers(personId: PersonId, params: RequestParams<'marker.list'>): Promise<RequestResult<'marker.list'>>;
  /** Stores how far devices have committed (receipts). Rows that go back are ignored; returns those that moved a person on. */
  saveDelivered(rows: readonly DeliveredRow[]): Promise<readonly DeliveredMove[]>;
  /** How far the people of a room have come with one message, and when. */
  messageInfo(
    personId: PersonId,
    params: RequestParams<'message.info'>,
  ): Promise<Result<RequestResult<'message.info'>, RequestError>>;
  /** How the door is set, and the invites that can be used, for whoever may know. */
  readDoor(
    personId: PersonId,
    params: RequestParams<'door.read'>,
  ): Promise<Result<RequestResult<'door.read'>, RequestError>>;
  listInvites(
    personId: PersonId,
    params: RequestParams<'invite.list'>,
  ): Promise<Result<RequestResult<'invite.list'>, RequestError>>;
  /** Reports that wait, that were closed, or that the person made. */
  listReports(
    personId: PersonId,
    params: RequestParams<'report.list'>,
  ): Promise<Result<RequestResult<'report.list'>, RequestError>>;
  /** What was done by whoever has power; `personId` is null for whoever runs the server. */
  listAudit(
    personId: PersonId | null,
    params: RequestParams<'audit.list'>,
  ): Promise<Result<RequestResult<'audit.list'>, RequestError>>;
  saveLastSeen(rows: readonly LastSeenRow[]): Promise<void>;
  /** A person's devices that may come in, the first ones first: to themselves, and to whoever may put them out. */
  listDevices(asker: PersonId, personId: PersonId): Promise<Result<readonly ListedDevice[], RequestError>>;
  /** Who is called so, or so that it is the same name (T8); null where nobody is who may be written to. */
  findNamed(displayName: string): Promise<PersonId | null>;
  /** Whether the invite is known, and can still be used (T6). */
  isInviteGood(inviteId: InviteId): Promise<boolean>;
  /** Stores what devices say of themselves, and when they were here. */
  noteDevices(notes: readonly DeviceNote[]): Promise<void>;
  stats(): Promise<LogStats>;
  close(): Promise<void>;
}

/** A command frame as it came, unread: the log reads it once, where it decides. */
export interface AppendItem {
  /** The device that the session proved; the command must be its own. */
  readonly device: DeviceKey;
  readonly outboxId: OutboxId;
  /** The invite whose token came with the login (T6); left out where none did. */
  readonly inviteId?: InviteId | null;
  /** The text of the WebSocket frame. */
  readonly frame: string;
}

export interface AppendResult {
  readonly outcomes: readonly AppendOutcome[];
  /** What had been given back and waited for a person or room that is known now (H6): behind the outcomes' events, in order. */
  readonly healed: readonly AppendedEvent[];
  /** The position after this batch, as a `position` frame. */
  readonly positionFrame: string;
  readonly headSeq: number;
}

export interface ActedAsServer extends Pick<GivenBack, 'appended' | 'positionFrame' | 'headSeq'> {
  /** It is so now, or was so before. */
  readonly isDone: boolean;
}

export type AppendOutcome =
  /** Not a command frame in canonical form of this session's device and outbox: nothing can be answered to it. */
  | { readonly type: 'malformed'; readonly problem: string }
  /** `reply` is a `refused` frame. `isFinal`: it is stored and used its number up (D3); otherwise nothing of it is. */
  | {
      readonly type: 'refused';
      readonly reply: string;
      readonly isFinal: boolean;
      /** Whether it was for the door to decide, or for an invite. */
      readonly entry: 'knock' | 'invite' | null;
    }
  /** Accepted now, or a repeat of what was accepted before; then, and for what is so already, `event` is null. */
  | { readonly type: 'accepted'; readonly reply: string; readonly event: AppendedEvent | null };

export interface AppendedEvent {
  readonly seq: number;
  readonly stream: Stream;
  readonly streamSeq: number;
  /** Set for events that people read (P8). */
  readonly itemNumber: number | null;
  readonly author: PersonId;
  /** The `event` frame. */
  readonly frame: string;
  /** Of a healed event: who gets no more of it than its header, and the frame that they get (H5, I8). */
  readonly hidden: { readonly from: readonly PersonId[]; readonly frame: string } | null;
  /** What the directory must know; empty for messages. */
  readonly changes: readonly Change[];
  /** Per person for whom the stream begins with this event: the frames (`stream.opened`, `stream.members`) to send before it. */
  readonly opened: readonly { readonly personId: PersonId; readonly frames: readonly string[] }[];
}

/** Whether anything is told: `closed` opens by itself once enough has come back, `host` only when the host says so (H3). */
export type Gate = 'open' | 'closed' | 'host';

/** A position with the id of its epoch, which the device knows and the log may have lost. */
export interface ShownByDevice {
  readonly position: Position;
  readonly epochId: EpochId | null;
}

/** What a device gives back. */
export interface GivenEvents {
  readonly giver: PersonId;
  /** What it knows of the lives of the log. */
  readonly epochs: readonly Epoch[];
  /** Event frames as they came, read from JSON. */
  readonly events: readonly unknown[];
}

/** Whose device it is, and the position it showed that lies beyond what the log has, if it did. */
export interface HealedDevice {
  readonly personId: PersonId;
  readonly beyond: ShownByDevice | null;
}

/** Why the gate of an epoch may open: enough has come back, or nothing came for long, or the host says so. */
export type GateOpening = 'healed' | 'late' | 'host';

export interface FinishedHealing {
  readonly gate: 'open' | 'closed';
  /** Private rooms that opened by it, with their members, who have to be told. */
  readonly opened: readonly OpenedRoom[];
  /** What came back for them, where any opened. */
  readonly healed: Pick<GivenBack, 'appended' | 'headSeq' | 'positionFrame'> | null;
}

export interface OpenedRoom {
  readonly roomId: RoomId;
  readonly memberIds: readonly PersonId[];
}

export interface GivenBack {
  /** In the order of what was given. */
  readonly outcomes: readonly PieceOutcome[];
  /** How many of them their authors did not sign, though the server had taken them once. */
  readonly forged: number;
  /** How many of them told it nothing: they were in it or were given before, or are none of its own. */
  readonly repeated: number;
  /** What is in the log now because of it, in order; nothing while the gate is closed. */
  readonly appended: readonly AppendedEvent[];
  readonly headSeq: number;
  readonly positionFrame: string;
  /** It showed that the log has lost something: nothing that was told of it holds any more. */
  readonly isEpochBegun: boolean;
}

export interface LoginState {
  /** Known or, for a new key, the one it would get (P18). */
  readonly personId: PersonId;
  /** `closed`: the device's signatures failed (P11). `revoked`: its person has done with it (P18). */
  readonly standing: 'unknown' | 'closed' | 'revoked' | Standing;
  readonly lastNumber: number;
  /** Rooms that an invite leads the person into who has not joined them yet. */
  readonly grantedRoomIds: readonly RoomId[];
}

export interface DirectorySnapshot {
  readonly serverId: ServerId;
  readonly serverPersonId: PersonId;
  readonly serverName: string;
  readonly epoch: Epoch;
  readonly gate: Gate;
  readonly door: DoorSetting;
  readonly latestAt: number;
  readonly headSeq: number;
  readonly people: readonly (PersonEntry & { readonly lastSeenAt: number | null })[];
  readonly rooms: readonly { readonly room: Room; readonly memberIds: readonly PersonId[] }[];
  readonly openReports: readonly { readonly reportId: ReportId; readonly personId: PersonId }[];
  /** How far each person has the log on disk, for receipts. */
  readonly delivered: readonly DeliveredPerson[];
}

export type ResumePlan =
  | { readonly mode: 'replay'; readonly afterSeq: number }
  /** `isEpochBegun`: by this very position. `isBeyond`: it goes beyond what the log has. */
  | { readonly mode: 'heal'; readonly isEpochBegun: boolean; readonly isBeyond: boolean }
  | {
      readonly mode: 'snapshot';
      readonly reason: SnapshotReason;
      readonly position: Position;
      readonly seq: number;
      readonly firstRoomId: RoomId | null;
      readonly epochs: readonly Epoch[];
      /** Each the JSON of one SnapshotPart. */
      readonly parts: readonly string[];
    };

export interface ReplayRange {
  readonly personId: PersonId;
  readonly afterSeq: number;
  readonly upToSeq: number;
}

export interface ReplayPage {
  /** Each the text of an `event`, `stream.opened` or `stream.members` frame. */
  readonly frames: readonly string[];
  readonly position: Position;
  /** Everything visible up to here is in this page or an earlier one; `upToSeq` when this is the last. */
  readonly lastSeq: number;
}

export interface HistoryPage {
  /** Each the text of an `event` frame, oldest first. */
  readonly frames: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly next: number | null;
  readonly asOf: number;
}

export interface DeliveredRow {
  readonly device: DeviceKey;
  readonly personId: PersonId;
  readonly position: Position;
  /** When the device said so, by the server's clock. */
  readonly at: number;
  /** What the device has said of itself; left out where it said nothing new. */
  readonly notes?: DeviceNotes;
}

export interface DeliveredPerson {
  readonly personId: PersonId;
  readonly seq: number;
}

export interface DeliveredMove extends DeliveredPerson {
  /** How far the person was before. */
  readonly from: number;
}
