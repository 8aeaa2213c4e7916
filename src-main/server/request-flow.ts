import type { Outgoing } from './outgoing.ts';
import { pauseReading, resumeReading } from './reading.ts';
import type { Session } from './session.ts';

/** Counts the requests that a session has unanswered; one with too many is read from no further until some are. */
export interface RequestFlow {
  begin(session: Session): void;
  /** Sends the answer to a request that began. */
  end(session: Session, reply: string): void;
}

/** A window of history is three or four requests; more than this at once is somebody who does not wait for answers. */
const maxUnansweredRequests = 16;

export function createRequestFlow({ outgoing }: { readonly outgoing: Outgoing }): RequestFlow {
  return {
    begin: (session) => {
      session.unansweredRequests += 1;
      if (session.unansweredRequests === maxUnansweredRequests) pauseReading(session);
    },
    end: (session, reply) => {
      if (session.unansweredRequests === maxUnansweredRequests) resumeReading(session);
      session.unansweredRequests -= 1;
      if (session.state.type !== 'closed') outgoing.send(session, reply);
    },
  };
}
