import type { Limits } from '#shared/protocol/limits.ts';
import type { HeldFrame } from './held-frames.ts';
import type { Outgoing } from './outgoing.ts';
import type { ServerCounters } from './server-counters.ts';
import type { Session } from './session.ts';

/** Brings what the log tells to one session: at once, or behind its fence while it catches up (P7). */
export interface Delivery {
  /** An event, or a frame that opens a stream just before one. */
  event(session: Session, held: HeldFrame): void;
  /** The acceptance of the session's own command, which stands in the place of the event. */
  reply(session: Session, held: HeldFrame): void;
}

export interface DeliveryOptions {
  readonly outgoing: Outgoing;
  readonly counters: ServerCounters;
  readonly limits: Pick<Limits, 'maxHeldEvents'>;
}

export function createDelivery({ outgoing, counters, limits }: DeliveryOptions): Delivery {
  return {
    event: (session, held) => {
      if (held.seq <= session.fenceSeq) return;
      const { catchUp } = session;
      if (catchUp === null) {
        outgoing.add(session, held.frame);
      } else if (catchUp.events.length < limits.maxHeldEvents) {
        catchUp.events.push(held);
        counters.framesHeld += 1;
      } else {
        // Too much to hold: all of it is given up and read from the log, up to a fence that now includes this event.
        counters.framesDropped += catchUp.events.length + 1;
        catchUp.events = [];
        session.fenceSeq = held.seq;
      }
    },
    reply: (session, held) => {
      const { catchUp } = session;
      const isCovered = catchUp?.mode === 'replay' && held.seq <= catchUp.startSeq;
      if (catchUp !== null && !isCovered) {
        catchUp.replies.push(held);
        return;
      }
      session.unanswered -= 1;
      outgoing.add(session, held.frame);
    },
  };
}
