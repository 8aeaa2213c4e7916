/**
 * What a server asks of its log: whole verbs, answered by promises, because the log may be in another thread or on another
 * machine (architecture: "nothing waits for a disk"). Frames come and go as text, so that each is encoded once.
 */
import type { Change } from '#shared/domain/fold.ts';
import type { Epoch } from '#shared/domain/epoch.ts';
import type { DeviceKey, OutboxId, PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { ReadMarker } from '#shared/domain/read-marker.ts';
import type { Room } from '#shared/domain/room.ts';
import type { Stream } from '#shared/domain/stream.ts';
import type { Position } from '#shared/protocol/position.ts';
import type { RequestError, RequestParams, RequestResult, SnapshotReason } from '#shared/protocol/request.ts';
import type { PersonEntry } from '#shared/protocol/snapshot.ts';
import type { Result } from '#shared/result.ts';

export interface EventLog {
  /** Appends what arrived in one turn as one transaction (D2, P4). Outcomes stand in the order of the items. */
  append(items: readonly AppendItem[]): Promise<AppendResult>;
  /** Whose device this is and how far the log holds its outbox (D3). */
  login(device: DeviceKey, outboxId: OutboxId): Promise<LoginState>;
  /** Everybody, every room and its members at `headSeq`, to start the directory in memory. */
  directory(): Promise<DirectorySnapshot>;
  /** How a device that shows this position gets what it missed (D7); a wrong mac or epoch means a snapshot (H1). */
  planResume(personId: PersonId, position: Position | null): Promise<ResumePlan>;
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
  saveLastSeen(rows: readonly LastSeenRow[]): Promise<void>;
  /** Counts for health checks and metrics. */
  stats(): Promise<LogStats>;
  close(): Promise<void>;
}

/** A command frame as it came, unread: the log reads it once, where it decides. */
export interface AppendItem {
  /** The device that the session proved; the command must be its own. */
  readonly device: DeviceKey;
  readonly outboxId: OutboxId;
  /** The text of the WebSocket frame. */
  readonly frame: string;
}

export interface AppendResult {
  readonly outcomes: readonly AppendOutcome[];
  /** The position after this batch, as a `position` frame. */
  readonly positionFrame: string;
  readonly headSeq: number;
}

export type AppendOutcome =
  /** Not a command frame in canonical form of this session's device and outbox: nothing can be answered to it. */
  | { readonly type: 'malformed'; readonly problem: string }
  /** `reply` is a `refused` frame. `isFinal`: it is stored and used its number up (D3); otherwise nothing of it is. */
  | { readonly type: 'refused'; readonly reply: string; readonly isFinal: boolean }
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
  /** What the directory must know; empty for messages. */
  readonly changes: readonly Change[];
  /** Per person for whom the stream begins with this event: the frames (`stream.opened`, `stream.members`) to send before it. */
  readonly opened: readonly { readonly personId: PersonId; readonly frames: readonly string[] }[];
}

export interface LoginState {
  /** Known or, for a new key, the one it would get (P18). */
  readonly personId: PersonId;
  readonly standing: 'unknown' | 'admitted' | 'removed';
  readonly lastNumber: number;
}

export interface DirectorySnapshot {
  readonly serverId: ServerId;
  readonly serverPersonId: PersonId;
  readonly serverName: string;
  readonly epoch: Epoch;
  readonly headSeq: number;
  readonly people: readonly (PersonEntry & { readonly lastSeenAt: number | null })[];
  readonly rooms: readonly { readonly room: Room; readonly memberIds: readonly PersonId[] }[];
  /** How far each person has the log on disk, for receipts. */
  readonly delivered: readonly DeliveredPerson[];
}

export type ResumePlan =
  | { readonly mode: 'replay'; readonly afterSeq: number }
  | {
      readonly mode: 'snapshot';
      readonly reason: SnapshotReason;
      readonly position: Position;
      readonly seq: number;
      readonly firstRoomId: RoomId | null;
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
}

export interface DeliveredPerson {
  readonly personId: PersonId;
  readonly seq: number;
}

export interface DeliveredMove extends DeliveredPerson {
  /** How far the person was before. */
  readonly from: number;
}

export interface LastSeenRow {
  readonly personId: PersonId;
  readonly at: number;
}

export interface LogStats {
  readonly headSeq: number;
  readonly people: number;
  readonly rooms: number;
  readonly databaseBytes: number;
  /** Sums since the start, for rates. */
  readonly commits: number;
  readonly commitMsTotal: number;
}
