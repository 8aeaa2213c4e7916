/** The numbers of the protocol. A server's may be changed by its configuration; a client holds servers to these. */
export const limits = {
  /** A frame of either side, in bytes of UTF-8. */
  maxFrameBytes: 128 * 1024,
  /** A frame before login. */
  maxFrameBytesBeforeLogin: 1024,
  maxFragments: 64,
  /** Time for TLS and the upgrade, and again for the login. */
  handshakeTimeoutMs: 5_000,
  loginTimeoutMs: 5_000,
  headersTimeoutMs: 5_000,
  maxHeaderBytes: 8 * 1024,
  maxConnections: 2_000,
  maxConnectionsPerAddress: 256,
  maxConnectionsBeforeLogin: 64,
  maxConnectionsBeforeLoginPerAddress: 16,
  /** Strangers' sessions that wait for the door, and those of one address (T7). */
  maxPending: 256,
  maxPendingPerAddress: 32,
  /** Of these, so many knock at once, and so many of one address; and so often somebody comes to the door for one address. */
  maxKnocks: 64,
  maxKnocksPerAddress: 8,
  maxKnockOpeningsPerHour: 5,
  /** Tokens that are none, from one address, before the next is looked at later (T6). */
  maxInviteGuessesPerHour: 240,
  maxInviteGuessBurst: 5,
  /** Commands a device may have unanswered (P14). */
  commandWindow: 64,
  /**
   * Commands of a person's devices a second, and how many at once; what comes faster is read more slowly (D14). Only beyond so many times
   * it, which a connection that is read slowly cannot reach, are they refused.
   */
  maxCommandsPerSecond: 20,
  maxCommandBurst: 60,
  /** The same of their bytes: what is accepted lies on everybody's disk. */
  maxCommandBytesPerSecond: 64 * 1024,
  maxCommandBurstBytes: 4 * 1024 * 1024,
  maxCommandOverrun: 10,
  /** Rooms that a person makes, direct ones among them: what everybody in them keeps for good. */
  maxRoomsPerHour: 60,
  maxRoomBurst: 120,
  /** Names and topics that a person gives to rooms: the audit holds each of them. */
  maxRenamesPerHour: 60,
  maxRenameBurst: 30,
  /**
   * Frames of a person's devices that are no commands, each counting once more for every 4 KiB in it, and those of a stranger's
   * connection; what comes faster is read more slowly.
   */
  maxFramesPerSecond: 512,
  maxFrameBurst: 2_048,
  maxStrangerFramesPerSecond: 8,
  maxStrangerFrameBurst: 64,
  /** Requests that a person's devices may have unanswered before they are read from no further: a window of history is three or four. */
  maxUnansweredRequests: 16,
  /** Signals of a connection, at once and a second; those beyond are dropped. */
  maxSignalsPerSecond: 64,
  /**
   * Signals on their way to a client's disk before it reads no further. A busy server tells receipts once a second, and each may
   * be a whole frame: these are seconds of them, and 2 MiB.
   */
  maxSignalsUnderWay: 16,
  /** Events that somebody gives back to a log that learns nothing from them: what is more waits (H4). */
  maxRepeatedEventsPerSecond: 512,
  maxRepeatedEventBurst: 4_096,
  /** Commands in one transaction, and their bytes (P4). */
  maxAppendCommands: 256,
  maxAppendBytes: 1024 * 1024,
  /** Accepted but not yet committed, over all devices; beyond it `overloaded` (D14). */
  maxQueuedCommands: 8_192,
  /** How long a server that lost something waits at least for devices that may hold it (H3). */
  gatheringMs: 5_000,
  /** And where nothing is known to be lost: whoever comes may be the one who has seen less than the others, who try again within 10 s. */
  lateGatheringMs: 15_000,
  pingIntervalMs: 10_000,
  silenceTimeoutMs: 25_000,
  /** What may wait in one connection for a slow reader, and for how long without progress (D12). */
  maxBufferedBytes: 8 * 1024 * 1024,
  maxStallMs: 15_000,
  maxTotalBufferedBytes: 64 * 1024 * 1024,
  maxProtocolErrorsPerMinute: 20,
  /** More missed events than this are a snapshot (D7). */
  maxReplayEvents: 10_000,
  /** What a client takes of one snapshot: its parts, and all their bytes. */
  maxSnapshotParts: 16_384,
  maxSnapshotBytes: 64 * 1024 * 1024,
  /** Snapshots that a server holds until they are pulled, in all and of one person; and how long of one nothing is pulled before it gives way. */
  maxHeldSnapshotBytes: 64 * 1024 * 1024,
  maxHeldSnapshotsPerPerson: 4,
  maxSnapshotRestMs: 15_000,
  /** Events in one page of a replay or of a room's history, besides the limit in bytes. */
  maxPageEvents: 500,
  maxPageBytes: 96 * 1024,
  /** Events that wait behind a catching-up connection before they are read from the log again (P7). */
  maxHeldEvents: 1_024,
  ackIntervalMs: 1_000,
  presenceBatchMs: 1_000,
  distantPresenceBatchMs: 5_000,
  receiptBatchMs: 1_000,
  /** In a room of more people nobody is told who has what, and who has read it (P19). */
  maxReceiptMembers: 50,
  /** How often a room is told who is typing, and how many of them it is told of (P21). */
  typingBatchMs: 500,
  maxTypingPeople: 8,
  maxTypingSignalsPerSecond: 2,
  /** How often an idle connection is told the position (D7). */
  idlePositionMs: 30_000,
  maxWatchedRooms: 64,
  maxWatchedPeople: 256,
} as const;

export type Limits = { readonly [Name in keyof typeof limits]: number };
