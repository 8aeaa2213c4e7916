import type { GivenBack } from '../storage/event-log.ts';
import { createFrame, type Frame } from '../transport/frame.ts';
import type { Outgoing } from './outgoing.ts';
import type { Session } from './session.ts';

/** How far the log has been told to those who listen; the log itself may be ahead by what is being told next. */
export interface PublishedHead {
  seq: number;
  /** The position at `seq`; null until something is published. */
  positionFrame: Frame | null;
}

/** How far the log goes. */
export type LogEnd = Pick<GivenBack, 'headSeq' | 'positionFrame'>;

/** Everything up to there has been told. */
export function moveHead(head: PublishedHead, { headSeq, positionFrame }: LogEnd): void {
  if (headSeq <= head.seq) return;
  head.seq = headSeq;
  head.positionFrame = createFrame(positionFrame);
}

/** Tells a live session how far the log is, where it has not heard that yet: all up to there was sent to it. */
export function tellPosition({ outgoing, head }: PositionTelling, session: Session): void {
  if (head.positionFrame === null || session.sync !== 'live' || session.toldSeq >= head.seq) return;
  session.toldSeq = head.seq;
  outgoing.add(session, head.positionFrame);
}

/** What it takes to tell a position: whom it goes through, and which is the newest. */
export interface PositionTelling {
  readonly outgoing: Pick<Outgoing, 'add'>;
  readonly head: PublishedHead;
}
