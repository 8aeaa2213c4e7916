import type { HeldFrame } from './held-frames.ts';

/**
 * A session on its way to live (P7). It is subscribed already; what the log tells meanwhile waits here behind the fence
 * (`session.fenceSeq`), and everything up to the fence is read from the log, up to `cursorSeq` so far.
 */
export interface CatchUp {
  /** `pushing`: after a snapshot during which too much was held, the server itself reads on. */
  mode: 'planning' | 'replay' | 'snapshot' | 'pushing';
  /** Where the reading began: what the client's position or its snapshot covers. */
  startSeq: number;
  cursorSeq: number;
  /** The parts of a snapshot, each its JSON, until the last one has been pulled. */
  parts: readonly string[];
  /** Their size in memory; counts while there are any. */
  heldBytes: number;
  /** The first part that was not pulled yet, and when one was last that had not been, on the monotonic clock. */
  nextPart: number;
  pulledAt: number;
  events: HeldFrame[];
  /** Answers to this session's own commands; as many as its window at most. */
  replies: HeldFrame[];
  /** Pulls are answered one after the other. */
  pulls: Promise<void>;
}

/** The beginning; answers that an earlier catch-up of the session still held go on waiting. */
export function startCatchUp(replies: HeldFrame[]): CatchUp {
  return {
    mode: 'planning',
    startSeq: 0,
    cursorSeq: 0,
    parts: [],
    heldBytes: 0,
    nextPart: 0,
    pulledAt: 0,
    events: [],
    replies,
    pulls: Promise.resolve(),
  };
}

/** Whether there is a snapshot in memory that was not pulled to its end. */
export function isHolding({ parts }: CatchUp): boolean {
  return parts.length > 0;
}

/**
 * Takes out the held answers that are due, and returns those that must still be sent: `covered` are those the client's
 * position or snapshot covers, `all` the rest too. What was replayed meanwhile has been answered by its own event.
 */
export function settleReplies(session: { unanswered: number }, catchUp: CatchUp, due: 'covered' | 'all'): HeldFrame[] {
  const { startSeq, cursorSeq } = catchUp;
  const settled = due === 'all' ? catchUp.replies : catchUp.replies.filter(({ seq }) => seq <= startSeq);
  catchUp.replies = catchUp.replies.slice(settled.length);
  session.unanswered -= settled.length;
  return settled.filter(({ seq }) => seq <= startSeq || seq > cursorSeq);
}
