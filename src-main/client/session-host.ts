import type { PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { Name } from '#shared/domain/name.ts';
import type { ConnectionProblem } from '#shared/ipc/connection-view.ts';
import type { LimitCounts } from '#shared/ipc/device-diagnostics.ts';
import type { HealedView } from '#shared/ipc/healed-view.ts';
import type { ServerHoldup } from '#shared/ipc/server-holdup.ts';
import type { StoreChanges } from '../storage/store-changes.ts';
import type { ClaimWish } from './claim-wish.ts';
import type { PresenceNews, PresenceWish } from './presence-view.ts';
import type { SessionNews } from './session-state.ts';
import type { WaitingCounts } from './waiting-counts.ts';

/** Whom a session tells what it hears: the part of the client that outlives it. */
export interface SessionHost {
  news(news: SessionNews): void;
  /** Once, when the connection is over. */
  ended(problem: ConnectionProblem): void;
  /** Committed already. Returns the rooms that this person is newly in. */
  tell(changes: StoreChanges): readonly RoomId[];
  /**
   * What the server says it is called. Comes back with the known server of another key that is called so, null where there is
   * none or the person knows (T8). One that has let this person in keeps the name it had, so that it is told apart.
   */
  serverName(name: Name, isIn: boolean): ServerId | null;
  /** By what this device is to become somebody's, where it comes as that (P18). */
  claim(): ClaimWish | null;
  /** It comes in as somebody new in place of that: asks for it, and says no more whose it is. */
  claimDropped(): void;
  /** The server knows this device as somebody's by now, and so does the database: all of it begins anew. */
  becamePerson(): void;
  /** More or less of something waits for this person. */
  waiting(counts: Partial<WaitingCounts>): void;
  /** Rooms that an invite leads this person into, who has not joined them yet (T6). */
  granted(roomIds: readonly RoomId[]): void;
  /** Whatever an invite was for has come: its token is of no use any more. */
  inviteUsed(): void;
  presence(people: readonly PresenceNews[]): void;
  /** Who else is typing in the room. */
  typing(roomId: RoomId, personIds: readonly PersonId[]): void;
  /** What to tell the server of this person after a login. */
  presenceWish(): PresenceWish;
  /** What came back of what the server lost (H7); null: there is nothing to tell. */
  healed(healed: HealedView | null): void;
  /** Why the server keeps nothing just now; null: it does. */
  holdup(holdup: ServerHoldup | null): void;
  /** How far the server's log goes. */
  logHead(seq: number): void;
  /** The server went beyond what a client puts up with. */
  beyondLimit(limit: keyof LimitCounts): void;
  /** Caught up, and what other devices have read is known. */
  inStep(): void;
  /** Rooms this person is in, the most recently active first. */
  memberRooms(): readonly RoomId[];
}
