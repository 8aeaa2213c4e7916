/**
 * How this device is with one server, for whoever looks into why something is not there. Times are milliseconds since 1970 by
 * this device's clock, durations milliseconds.
 */
import type { Epoch } from '../domain/epoch.ts';
import type { PersonId, ServerId } from '../domain/ids.ts';
import type { Stream } from '../domain/stream.ts';
import type { OutboxView } from './chat-view.ts';
import type { ConnectionProblem, ConnectionState } from './connection-view.ts';
import type { HealedView } from './healed-view.ts';
import type { RenewedView } from './renewed-view.ts';
import type { ServerHoldup } from './server-holdup.ts';

export interface DeviceDiagnostics {
  readonly serverId: ServerId;
  readonly name: string;
  readonly personId: PersonId;
  readonly connection: ConnectionState;
  /** Since when it stands there; null where that was before this start. */
  readonly connectionSince: number | null;
  /** Where the connection leads, `host:port`; null while there is none. */
  readonly address: string | null;
  /** Null until the first snapshot. */
  readonly epoch: Epoch | null;
  /** Everything of the log up to this `seq` that this person may see is on this disk, or known as a gap; null until the first snapshot. */
  readonly positionSeq: number | null;
  /** How far the server's log goes, as far as it has said so; null where it has said nothing. */
  readonly headSeq: number | null;
  readonly holes: readonly StreamHoles[];
  /** Stretches of rooms' history that may be read and are not here; holes among them. */
  readonly gaps: number;
  readonly events: number;
  readonly outbox: OutboxView;
  /** Why the server keeps nothing of what waits; null where it does. */
  readonly holdup: ServerHoldup | null;
  /** Entries that the server lost or contradicts and has not got back, each once: they are kept beside. */
  readonly setAside: number;
  /** What came back of what the server lost; null where it never lost anything, or cannot be asked. */
  readonly healed: HealedView | null;
  readonly session: SessionFigures;
  /** Null while the server cannot be asked. */
  readonly clock: ClockReading | null;
  readonly databaseBytes: number;
  /** How often the program was started on this database. */
  readonly starts: number;
  /** The damaged databases that this one follows, the newest first. */
  readonly renewals: readonly RenewalRecord[];
}

/** Since the program that holds the chat was started. */
export interface SessionFigures {
  readonly startedAt: number;
  /** How often it was connected, and logged in. A new login that the server asked for, when its state changed, goes on with the old one. */
  readonly connections: number;
  /** How often such a connection ended by itself. */
  readonly losses: number;
  readonly lastLoss: { readonly at: number; readonly problem: ConnectionProblem } | null;
  readonly limits: LimitCounts;
}

/** How often a proven server went beyond what a client puts up with, by what came of it. */
export interface LimitCounts {
  /** Frames, or results in replies, that fit no schema. */
  readonly framesMalformed: number;
  /** Frames that were too large, in too many pieces or no text; each ended its connection. */
  readonly framesRefused: number;
  /** Replies that led nowhere, or to more than is taken: to a snapshot without end, or to pages that go back. */
  readonly repliesRefused: number;
  /** How often reading stopped because the disk had not written what had come. */
  readonly readsSlowed: number;
  /** Connections ended because more waited for the disk than memory is given to. */
  readonly backlogsDropped: number;
}

/** Whether there is something to tell of them. */
export function isBeyondLimits(limits: LimitCounts): boolean {
  return Object.values(limits).some((count: number) => count > 0);
}

/** Holes that one stream has shown (D8). What is neither mended nor open was given up: it may not be read any more. */
export interface StreamHoles extends HoleCounts {
  readonly stream: Stream;
  readonly open: number;
}

export interface HoleCounts {
  readonly found: number;
  readonly mended: number;
}

/** The server's clock beside this one, read by one question to it. */
export interface ClockReading {
  /** From the question to its answer. */
  readonly roundTripMs: number;
  /** How far the server's clock is ahead of this one, give or take half the round trip. */
  readonly offsetMs: number;
  readonly readAt: number;
}

export interface RenewalRecord extends RenewedView {
  /** Null where a version before this one did it. */
  readonly at: number | null;
}
