import type { Clock } from '#shared/clock.ts';
import type { Logger } from '#shared/logger.ts';
import type { EventLog } from '../storage/event-log.ts';
import { settleReplies, type CatchUp } from './catch-up-state.ts';
import { mergeHeld } from './held-frames.ts';
import type { Outgoing } from './outgoing.ts';
import type { PublishedHead } from './published-head.ts';
import type { Session } from './session.ts';
import type { SessionOwner } from './session-state.ts';

/** The last steps of catching up: what was held is let go, and the session is live. */
export interface CatchUpEnd {
  /** Everything up to the fence has been given to the session. */
  goLive(session: Session, owner: SessionOwner): void;
  /** The last part of a snapshot has been given to it. */
  afterSnapshot(session: Session, owner: SessionOwner): void;
}

export interface CatchUpEndOptions {
  readonly log: Pick<EventLog, 'readReplay'>;
  readonly outgoing: Outgoing;
  readonly head: PublishedHead;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onLive: (session: Session, owner: SessionOwner) => void;
}

/** While more than this waits for a reader, the server reads no further page for it by itself. */
const maxPushedBytes = 256 * 1024;
const pushRetryMs = 50;

export function createCatchUpEnd({ log, outgoing, head, clock, logger, onLive }: CatchUpEndOptions): CatchUpEnd {
  function goLive(session: Session, owner: SessionOwner): void {
    const { catchUp } = session;
    if (catchUp === null) return;
    const events = catchUp.events.filter(({ seq }) => seq > catchUp.cursorSeq);
    for (const { frame } of mergeHeld(events, settleReplies(session, catchUp, 'all'))) outgoing.add(session, frame);
    session.sync = 'live';
    session.catchUp = null;
    session.toldSeq = Math.max(catchUp.cursorSeq, head.seq);
    if (head.seq > catchUp.cursorSeq && head.positionFrame !== null) outgoing.add(session, head.positionFrame);
    onLive(session, owner);
  }

  /** Too much was held while the parts were pulled: what was given up is read again and sent as if it were live. */
  async function push(session: Session, owner: SessionOwner, catchUp: CatchUp): Promise<void> {
    const { cursorSeq: afterSeq } = catchUp;
    const page = await log.readReplay({ personId: owner.personId, afterSeq, upToSeq: session.fenceSeq });
    if (session.catchUp !== catchUp) return;
    catchUp.cursorSeq = page.lastSeq;
    session.toldSeq = page.lastSeq;
    for (const text of page.frames) outgoing.send(session, text);
    outgoing.send(session, JSON.stringify({ type: 'position', position: page.position }));
    if (page.lastSeq >= session.fenceSeq) goLive(session, owner);
    else pushWhenRead(session, owner, catchUp);
  }

  function pushWhenRead(session: Session, owner: SessionOwner, catchUp: CatchUp): void {
    if (session.catchUp !== catchUp) return;
    if (session.connection.bufferedBytes() > maxPushedBytes) {
      clock.after(pushRetryMs, () => {
        pushWhenRead(session, owner, catchUp);
      });
      return;
    }
    push(session, owner, catchUp).catch((error: unknown) => {
      logger.error('Held events could not be read again.', { error: String(error) });
      session.connection.terminate();
    });
  }

  return {
    goLive,
    afterSnapshot: (session, owner) => {
      const { catchUp } = session;
      if (catchUp === null) return;
      catchUp.parts = [];
      for (const { frame } of settleReplies(session, catchUp, 'covered')) outgoing.add(session, frame);
      if (catchUp.cursorSeq >= session.fenceSeq) {
        goLive(session, owner);
        return;
      }
      catchUp.mode = 'pushing';
      pushWhenRead(session, owner, catchUp);
    },
  };
}
