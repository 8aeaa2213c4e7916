import type { InviteId } from '#shared/domain/ids.ts';
import type { ShownByDevice } from '../storage/event-log.ts';
import type { Connection } from '../transport/connection.ts';
import type { CatchUp } from './catch-up-state.ts';
import type { OutgoingList } from './outgoing-list.ts';
import type { SessionState } from './session-state.ts';

/** One connection as the server knows it. The modules that own a field say so; the others read it at most. */
export interface Session {
  readonly connection: Connection;
  /** Replaced as a whole, by the modules of handshake and closing. */
  state: SessionState;
  /** How this session takes part in what the log tells (P7). */
  sync: 'none' | 'catchingUp' | 'live';
  /** What waits until it has caught up; null unless it is catching up. */
  catchUp: CatchUp | null;
  /** Events up to here are in what this session was given by replay or snapshot, and are not sent again. */
  fenceSeq: number;
  /** The log knew nobody by its key when it was last asked. */
  isStranger: boolean;
  /** Its device has shown a position that this server made. */
  hasShown: boolean;
  /** What its device showed that lies beyond what the log has. */
  beyond: ShownByDevice | null;
  /** The last position it was told. */
  toldSeq: number;
  /** The invite whose token came with the login (T6); null where none did. */
  inviteId: InviteId | null;
  /** What its device says it is called; empty where it says nothing. */
  deviceName: string;
  /** Frames for the next flush; null while there are none. */
  outgoing: OutgoingList | null;
  /** Commands without an answer yet (P14). */
  unanswered: number;
  unansweredRequests: number;
  /** How many parts want it read from no further just now; `reading.ts` counts them. */
  readingPauses: number;
}

export function createSession(connection: Connection): Session {
  return {
    connection,
    state: { type: 'awaitingHello' },
    sync: 'none',
    catchUp: null,
    fenceSeq: 0,
    isStranger: false,
    hasShown: false,
    beyond: null,
    toldSeq: 0,
    inviteId: null,
    deviceName: '',
    outgoing: null,
    unanswered: 0,
    unansweredRequests: 0,
    readingPauses: 0,
  };
}
