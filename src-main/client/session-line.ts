import type { Clock } from '#shared/clock.ts';
import type { LimitCounts } from '#shared/ipc/device-diagnostics.ts';
import type { Refusal } from '#shared/domain/refusal.ts';
import type { ConnectionProblem } from '#shared/ipc/connection-view.ts';
import { closeCodes } from '#shared/protocol/close-code.ts';
import type { ClientSignal } from '#shared/protocol/signal.ts';
import type { Random } from '#shared/random.ts';
import type { ClientStore } from '../storage/client-store.ts';
import type { Connection } from '../transport/connection.ts';
import { createFrame, joinFrames } from '../transport/frame.ts';
import { startHeartbeat, type Heartbeat } from './heartbeat.ts';
import { createInbox, type CommittedNews, type Inbox } from './inbox.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createRequests, type Requests } from './requests.ts';
import type { SessionHost } from './session-host.ts';
import { problemOfFailure } from './session-problem.ts';
import type { CheckFrames } from './signature-check.ts';

/** A connection with all that flows over it, and one end to all of it. */
export interface SessionLine {
  readonly requests: Requests;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly heartbeat: Heartbeat;
  readonly isEnded: boolean;
  sendText(text: string): void;
  sendSignal(signal: ClientSignal): void;
  /** The first call counts: everything stops, and `onEnded` is told why. */
  end(problem: ConnectionProblem): void;
  /** A part cannot go on, and so neither can the whole. */
  failed(failure: LineFailure): void;
  storeFailed(error: unknown): void;
}

export type LineFailure = Parameters<typeof problemOfFailure>[0];

export interface LineContext {
  readonly connection: Connection;
  readonly store: ClientStore;
  readonly check: CheckFrames;
  readonly clock: Clock;
  readonly random: Random;
  readonly host: Pick<SessionHost, 'holdup' | 'beyondLimit'>;
  readonly onCommitted: (news: CommittedNews) => void;
  readonly onNameRefused: (refusal: Refusal) => void;
  readonly onEnded: (problem: ConnectionProblem) => void;
}

export function createSessionLine(context: LineContext): SessionLine {
  const { connection, clock, host } = context;
  let isEnded = false;

  function sendText(text: string): void {
    connection.send(createFrame(text));
  }

  function end(problem: ConnectionProblem): void {
    if (isEnded) return;
    isEnded = true;
    heartbeat.stop();
    requests.end();
    inbox.end();
    outbox.end();
    // A link that gives no sign of life would not take a close frame either.
    if (isSilence(problem)) connection.terminate();
    else connection.close(1000, '');
    context.onEnded(problem);
  }

  function onFailed(failure: LineFailure): void {
    const limit = limitOf(failure);
    if (limit !== null && !isEnded) host.beyondLimit(limit);
    end(problemOfFailure(failure));
  }

  const onMalformed = () => {
    host.beyondLimit('framesMalformed');
  };
  connection.onRefused(() => {
    host.beyondLimit('framesRefused');
  });
  const requests = createRequests({ clock, send: sendText, onMalformed });
  const inbox = createInbox({ ...context, onFailed });
  const outbox = createOutbox({
    ...context,
    onHoldup: host.holdup,
    onFailed,
    send: (frames) => {
      connection.send(joinFrames(frames.map(createFrame)));
    },
  });
  const heartbeat = startHeartbeat(context, () => {
    end({ type: 'connection_lost', code: closeCodes.silent });
  });

  return {
    requests,
    inbox,
    outbox,
    heartbeat,
    get isEnded() {
      return isEnded;
    },
    sendText,
    sendSignal: (signal) => {
      sendText(JSON.stringify({ type: 'signal', ...signal }));
    },
    end,
    failed: onFailed,
    storeFailed: (error) => {
      end({ type: 'storage_failed', detail: error instanceof Error ? error.message : 'unknown' });
    },
  };
}

/** Whether it is the server that went too far. */
function limitOf({ type }: LineFailure): keyof LimitCounts | null {
  if (type === 'reply_refused') return 'repliesRefused';
  return type === 'too_slow' ? 'backlogsDropped' : null;
}

function isSilence(problem: ConnectionProblem): boolean {
  return problem.type === 'timed_out' || (problem.type === 'connection_lost' && problem.code === closeCodes.silent);
}
