/**
 * What the client asks of the database it keeps for one server: whole verbs, each one transaction, answered by promises. Every
 * verb that changes what people see answers with what changed, already committed.
 */
import type { CommandDraft } from '#shared/domain/command.ts';
import type { CommandId, DeviceKey, EpochId, OutboxId, PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { ReadMarker } from '#shared/domain/read-marker.ts';
import type { Epoch } from '#shared/domain/epoch.ts';
import type { ChatError } from '#shared/ipc/chat-api.ts';
import type {
  Draft,
  FailedCommand,
  MessageInfo,
  OutboxView,
  PersonView,
  RoomView,
  TimelinePlace,
  TimelinePage,
} from '#shared/ipc/chat-view.ts';
import type { RenewedView } from '#shared/ipc/renewed-view.ts';
import type { DeviceDiagnostics, HoleCounts } from '#shared/ipc/device-diagnostics.ts';
import type { Position } from '#shared/protocol/position.ts';
import type { Receipt } from '#shared/protocol/request.ts';
import type { Result } from '#shared/result.ts';
import type { CutOffer, CutRange, Piece, PieceRequest } from './piece.ts';
import type { StoreChanges } from './store-changes.ts';

/** Where a taking of commands ends, besides their number; what is not taken gets no number and can still be changed. */
export interface TakeBounds {
  /** Once this many bytes of frames are taken nothing more is; none is cut, and the first is taken whatever its size. */
  readonly maxBytes?: number;
  /** The last number that the server holds: behind one up to it none beyond is taken. */
  readonly heldUpTo?: number;
}

export interface ClientStore {
  load(): Promise<ClientState>;
  /** A program has begun to work with it, which is counted. */
  noteStart(): Promise<void>;
  /**
   * Commits a command as *queued* (D1). The store gives it its id, salt and time, works out the room or message id it will
   * have (P17) and what it depends on: a room whose creation waits, and the admission while that waits (P16).
   * `person.admit` while one waits is that one under another name (P18). The draft is well-formed text, or this rejects.
   */
  queueCommand(draft: CommandDraft): Promise<QueuedCommand>;
  /** Before transmission only: takes it back, or gives it another text. */
  cancelCommand(commandId: CommandId): Promise<Result<StoreChanges, ChatError>>;
  changeCommand(commandId: CommandId, text: string): Promise<Result<StoreChanges, ChatError>>;
  /** After failure only: queues it again as a new command, or takes it off the screen. */
  retryCommand(commandId: CommandId): Promise<Result<QueuedCommand, ChatError>>;
  discardCommand(commandId: CommandId): Promise<Result<StoreChanges, ChatError>>;
  /**
   * The next commands to transmit behind `afterNumber`, signed, in order, at most `max`: first those that have a number and no
   * result, then new ones, which get their numbers in this transaction. Stops before one whose dependency has no result yet, and
   * leaves out what waits until its room opens (H3).
   */
  takeCommands(afterNumber: number, max: number, bounds?: TakeBounds): Promise<readonly OutgoingCommand[]>;
  /** The number was used by somebody else's copy of this outbox: a new outbox, and everything without a result is new in it (P14). */
  renewOutbox(): Promise<OutboxId>;
  /** Of what waits until a room opens, the first may be sent once more to see whether it has (H3). */
  askClosedRooms(): Promise<void>;
  /** Linked to somebody, it is theirs once opened anew (P18); false where it holds something of the server already. */
  becomePerson(personId: PersonId): Promise<boolean>;
  /**
   * The server lost that it had let this person in: asks for it again, under the name it knew, before all that waits and in a
   * new outbox. False where that waits already.
   */
  askAgain(): Promise<boolean>;

  /**
   * Commits what arrived, in order, together with the position that covers it (D6). Texts are frames as they came: `event`,
   * `stream.opened`, `stream.members`, `accepted`, `refused`. An own event counts as its command's acceptance.
   */
  applyFrames(batch: FrameBatch): Promise<StoreChanges>;
  /**
   * Replaces people, rooms and members by a snapshot, opens gaps for what it skipped, closes what it does not list (P7). Behind a
   * cut, sets aside what lies beyond it and begins a new outbox (H2).
   */
  applySnapshot(snapshot: ReceivedSnapshot): Promise<StoreChanges>;
  /** Events that are held, at doubling distances back from the end (H2). */
  cutOffers(between: CutRange | null): Promise<readonly CutOffer[]>;
  /** What can be given back to a server that lost it (H4), a portion at a time. */
  pieces(request: PieceRequest): Promise<readonly Piece[]>;
  /** The server of this epoch said what it makes of these pieces that lie aside. */
  piecesAnswered(epochId: EpochId, places: readonly number[]): Promise<void>;
  /** The person knows now that the server lost something, and what came back (H7). */
  healingTold(): Promise<void>;
  /** The person knows now that a damaged database made room for this one. */
  renewalTold(): Promise<void>;
  /** A page of history: fills the gap it covers (P8). Ignored when its epoch is over. */
  applyHistory(page: ReceivedHistory): Promise<StoreChanges>;
  /** Queues to join those of the rooms that an invite leads into which this person is not in, and does not join already (T6). */
  joinGranted(roomIds: readonly RoomId[]): Promise<StoreChanges>;
  /** Gaps to fill next, newest first, rooms with the newest activity first; `roomId` asks for one room only. */
  nextGaps(max: number, roomId?: RoomId): Promise<readonly Gap[]>;
  applyMarkers(markers: readonly ReadMarker[], receipts: readonly Receipt[]): Promise<StoreChanges>;
  applyReceipts(news: ReceiptNews): Promise<StoreChanges>;
  /** Moves the own marker at once. Reading up to where *unread* was marked, or beyond, takes that mark away. */
  moveMarker(move: MarkerMove): Promise<StoreChanges>;
  /** What the server has still to be told of markers, also from earlier: only what was moved on this device (P19). */
  unsentMarkers(): Promise<readonly UnsentMarker[]>;
  /** The server has them now; what was moved again meanwhile stays unsent. */
  markersSent(markers: readonly UnsentMarker[]): Promise<void>;

  /** Rooms, people and the outbox as the screen shows them; presence is the client's to add, null here. */
  rooms(): Promise<readonly RoomView[]>;
  people(): Promise<readonly PersonView[]>;
  outbox(): Promise<OutboxView>;
  /** The oldest first. */
  failedCommands(): Promise<readonly FailedCommand[]>;
  /** What is being written and was not sent, as this device keeps it; a message that is queued in the room takes its place. */
  drafts(): Promise<readonly Draft[]>;
  /** Without a text there is none any more. */
  putDraft(draft: Draft): Promise<void>;
  timelinePage(request: TimelineRequest): Promise<Result<TimelinePage, ChatError>>;
  /** What this device knows of the way of a message, waiting, failed or in the log. */
  messageInfo(message: MessageQuery): Promise<Result<KnownMessage, ChatError>>;
  diagnostics(): Promise<StoreDiagnostics>;
  close(): Promise<void>;
}

export interface ClientState {
  readonly serverId: ServerId;
  readonly personId: PersonId;
  readonly device: DeviceKey;
  readonly outboxId: OutboxId;
  /** Null until the first snapshot. */
  readonly epoch: Epoch | null;
  /** Where to go on from; null until the first snapshot. */
  readonly position: Position | null;
  /** Only a snapshot tells what the server has: a hole was found where there are no pages. */
  readonly isResyncNeeded: boolean;
  /** The newest event here, where the position does not cover it: a server may know the position and have lost that (D9). */
  readonly aheadSeq: number | null;
  /** The server lost something that was held here, and the person has not been told (H7). */
  readonly isHealingUntold: boolean;
  /** A damaged database made room for this one, and the person has not been told. */
  readonly renewal: RenewedView | null;
  /** Of all streams (D8). */
  readonly holeCounts: HoleCounts;
  /** How often the program was started on this database. */
  readonly starts: number;
  /** The own name as the server shows it, null before admission. */
  readonly displayName: string | null;
  /** Its key is not the person's first. */
  readonly isLinked: boolean;
  /** A command waits that an invite's token has to stand behind (T6). */
  readonly isInviteWanted: boolean;
}

export interface QueuedCommand {
  readonly commandId: CommandId;
  /** The room made, opened or meant; null for commands about people. */
  readonly roomId: RoomId | null;
  readonly changes: StoreChanges;
}

export interface OutgoingCommand {
  readonly commandId: CommandId;
  readonly kind: string;
  readonly number: number;
  /** The `command` frame, signed and ready to send: the same bytes each time it is taken under this number (D1). */
  readonly frame: string;
}

export interface FrameBatch {
  readonly epoch: Epoch;
  readonly frames: readonly ReceivedFrame[];
  /** Null when more is on its way that belongs to the same position. */
  readonly position: Position | null;
  /** `live` frames show a hole by a missing streamSeq (D8); a replay's are merged by seq and hold none. */
  readonly source: 'live' | 'replay';
}

export interface ReceivedFrame {
  readonly text: string;
  /** False when the author's signature does not hold: shown, and marked (P11). */
  readonly isSigned: boolean;
}

export interface ReceivedSnapshot {
  readonly epoch: Epoch;
  readonly position: Position;
  readonly firstRoomId: RoomId | null;
  /** All lives that the log has had. */
  readonly epochs: readonly Epoch[];
  /** The last `seq` that the log shares with what is held here (H2); null where nothing of it was lost. */
  readonly cutSeq: number | null;
  /** Each the JSON of one SnapshotPart, in order. */
  readonly parts: readonly string[];
}

export interface ReceivedHistory {
  readonly roomId: RoomId;
  readonly epoch: Epoch;
  readonly frames: readonly ReceivedFrame[];
  /** What the page covers, and where it goes on backwards (`history.page`). */
  readonly from: number;
  readonly to: number;
  readonly next: number | null;
}

export interface Gap {
  readonly roomId: RoomId;
  /** `streamSeq`s, both included. */
  readonly from: number;
  readonly to: number;
}

export interface ReceiptNews {
  readonly delivered: readonly (readonly [PersonId, number])[];
  readonly read: readonly (readonly [RoomId, PersonId, number])[];
}

export interface MarkerMove {
  readonly roomId: RoomId;
  /** An item number, or everything there is. */
  readonly readUpTo?: number | 'everything';
  readonly unreadFrom?: number | null;
}

/** As `marker.set` takes it: what is left out was not moved on this device. */
export interface UnsentMarker {
  readonly roomId: RoomId;
  readonly readUpTo?: number;
  readonly unreadFrom?: number | null;
}

export interface TimelineRequest {
  readonly roomId: RoomId;
  readonly before: TimelinePlace | null;
  readonly maxItems: number;
}

export interface MessageQuery {
  readonly author: PersonId;
  readonly commandId: CommandId;
}

export interface KnownMessage {
  readonly info: MessageInfo;
  /** Where it stands in its room; null while it is not in the log. */
  readonly streamSeq: number | null;
}

/** What only the database knows of how this device is. */
export type StoreDiagnostics = Pick<
  DeviceDiagnostics,
  'holes' | 'gaps' | 'events' | 'setAside' | 'starts' | 'databaseBytes' | 'renewals'
> & {
  /** Of the log, of all that is held or was covered. */
  readonly newestSeq: number;
};
