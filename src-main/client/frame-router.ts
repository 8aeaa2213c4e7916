import type { Clock } from '#shared/clock.ts';
import type { DeviceKey, OutboxId } from '#shared/domain/ids.ts';
import { unreachable } from '#shared/assert.ts';
import type { ConnectionProblem } from '#shared/ipc/connection-view.ts';
import type { Logger } from '#shared/logger.ts';
import type { ClaimOpened } from '#shared/protocol/claim.ts';
import { closeCodes } from '#shared/protocol/close-code.ts';
import { countError, isErrorFinal, type ErrorTimes } from '#shared/protocol/error-budget.ts';
import { limits } from '#shared/protocol/limits.ts';
import type { KnockOpened } from '#shared/protocol/knock.ts';
import type { SessionFrame } from '#shared/protocol/session.ts';
import type { SignalFrame } from '#shared/protocol/signal.ts';
import type { Inbox } from './inbox.ts';
import type { Outbox } from './outbox.ts';
import type { Requests } from './requests.ts';
import { readServerFrame, type SessionServerFrame } from './server-frame-reader.ts';
import type { SessionHost } from './session-host.ts';
import { problemOfSessionError } from './session-problem.ts';
import type { UncheckedFrame } from './signature-check.ts';

/** Reads what the server sends, and hands each frame to whom it concerns. */
export interface FrameRouter {
  hear(text: string): void;
  /** What the server said about its going away, if it did. */
  lastWords(): ConnectionProblem | null;
}

export interface RouterContext {
  readonly clock: Clock;
  readonly log: Logger;
  readonly host: Pick<SessionHost, 'beyondLimit'>;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly requests: Requests;
  readonly answeredBy: (frame: UncheckedFrame) => number | null;
  readonly onSession: (frame: SessionFrame) => void;
  readonly onKnockOpened: (frame: KnockOpened) => void;
  readonly onClaimOpened: (frame: ClaimOpened) => void;
  readonly onClaimDropped: () => void;
  readonly onSignal: (frame: SignalFrame) => void;
  readonly onMisbehaved: (problem: ConnectionProblem) => void;
}

export function createFrameRouter(context: RouterContext): FrameRouter {
  const { clock, log, inbox, outbox } = context;
  let errors: ErrorTimes = [];
  let lastWords: ConnectionProblem | null = null;

  function hear(text: string): void {
    const read = readServerFrame(text);
    if (read.type === 'frame') route(read.frame, { text, json: read.json });
    else if (read.type === 'malformed') strike(read.problem);
    else log.debug('A frame of an unknown type was ignored.', { frameType: read.frameType });
  }

  /** The client holds a server to what a server holds its clients to. */
  function strike(problem: string): void {
    log.warn('The server sent a malformed frame.', { problem });
    context.host.beyondLimit('framesMalformed');
    errors = countError(errors, clock.monotonic());
    if (!isErrorFinal(errors, limits.maxProtocolErrorsPerMinute)) return;
    context.onMisbehaved({ type: 'connection_lost', code: closeCodes.protocolErrors });
  }

  function route(frame: SessionServerFrame, { text, json }: { readonly text: string; readonly json: unknown }): void {
    switch (frame.type) {
      case 'event': {
        const unchecked = { text, event: { frame, json } };
        inbox.receive(unchecked, context.answeredBy(unchecked));
        return;
      }
      case 'event.bare':
      case 'stream.opened':
      case 'stream.members':
        inbox.receive({ text, event: null }, null);
        return;
      case 'accepted':
        inbox.receive({ text, event: null }, frame.number);
        return;
      case 'refused':
        if (frame.isFinal) inbox.receive({ text, event: null }, frame.number);
        else outbox.refused(frame);
        return;
      case 'position':
        inbox.cover(frame.position);
        return;
      case 'reply':
        // One that nobody waits for any more came too late.
        context.requests.reply(frame);
        return;
      case 'signal':
        context.onSignal(frame);
        return;
      case 'session':
        context.onSession(frame);
        return;
      case 'knock.opened':
        context.onKnockOpened(frame);
        return;
      case 'claim.opened':
        context.onClaimOpened(frame);
        return;
      case 'claim.dropped':
        context.onClaimDropped();
        return;
      case 'bye':
        lastWords = { type: 'server_stopping', reason: frame.reason };
        return;
      case 'error':
        log.warn('The server reported an error.', { error: frame.error.type });
        lastWords = problemOfSessionError(frame.error) ?? lastWords;
        return;
      default:
        unreachable(frame);
    }
  }

  return { hear, lastWords: () => lastWords };
}

/** The number of the own command that an event is, or null: while catching up it stands in for the command's result (P7). */
export function ownNumber(
  { event }: UncheckedFrame,
  own: { readonly device: DeviceKey; readonly outboxId: OutboxId },
): number | null {
  const command = event?.frame.command;
  return command?.device === own.device && command.outboxId === own.outboxId ? command.number : null;
}
