import { commandFrameSchema, type TemporaryRefusal } from '#shared/protocol/command-frame.ts';
import { parseFrame } from '#shared/protocol/client-frame.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { AppendItem } from '../storage/event-log.ts';
import type { ActPaces } from './act-paces.ts';
import type { AppendQueue } from './append-queue.ts';
import type { CommandPace } from './command-pace.ts';
import { refusedFrame, refuseForNow } from './command-refusal.ts';
import type { KeyedPace } from './keyed-pace.ts';
import type { Outgoing } from './outgoing.ts';
import type { ProtocolErrors } from './protocol-errors.ts';
import type { ServerCounters } from './server-counters.ts';
import type { Session } from './session.ts';
import type { SessionOwner } from './session-state.ts';

/** How long a client waits when the queue was full. */
const retryAfterMs = 500;

/** Takes command frames as they came, unread, towards the log; here only form, login and room are judged (P2). */
export interface CommandIntake {
  receive(session: Session, owner: SessionOwner, text: string): void;
  /** Answers a command that was taken and finds no room on its way to the log. */
  refuseForNow(session: Session, text: string): void;
  /** From now on commands are answered with `stopping` (D13). */
  stop(): void;
}

export interface CommandIntakeOptions {
  readonly queue: AppendQueue;
  readonly pace: Pick<CommandPace, 'take'>;
  /** Invites that were none, by address. */
  readonly guesses: Pick<KeyedPace, 'waitMs'>;
  readonly actPaces: ActPaces;
  readonly outgoing: Outgoing;
  readonly protocolErrors: ProtocolErrors;
  readonly counters: ServerCounters;
  readonly limits: Pick<Limits, 'commandWindow' | 'maxFrameBytesBeforeLogin'>;
}

export function createCommandIntake(options: CommandIntakeOptions): CommandIntake {
  const { queue, pace, guesses, actPaces, outgoing, protocolErrors, counters, limits } = options;
  let isStopping = false;

  function refuse(session: Session, text: string, error: TemporaryRefusal): void {
    const frame = refuseForNow(text, error);
    counters.commandsRefusedForNow += 1;
    if (frame.ok) outgoing.send(session, frame.value);
    else protocolErrors.report(session, frame.error);
  }

  function isForbiddenWhilePending(session: Session, text: string): boolean {
    const frame = parseFrame(commandFrameSchema, text);
    if (!frame.ok) protocolErrors.report(session, frame.error);
    else if (frame.value.command.kind === 'person.admit') return false;
    else outgoing.send(session, refusedFrame(frame.value, { type: 'not_admitted' }));
    return true;
  }

  return {
    receive: (session, owner, text) => {
      const waitMs = pace.take(session, owner.personId, Buffer.byteLength(text));
      if (waitMs !== null) {
        counters.commandsBeyondRate += 1;
        refuse(session, text, { type: 'overloaded', retryAfterMs: waitMs });
        return;
      }
      if (session.state.type === 'pending' && isForbiddenWhilePending(session, text)) return;
      const guessMs = session.inviteId === null ? 0 : guesses.waitMs(session.connection.remoteAddress);
      if (session.state.type === 'pending' && guessMs > 0) {
        counters.inviteGuessesDelayed += 1;
        refuse(session, text, { type: 'overloaded', retryAfterMs: guessMs });
        return;
      }
      const act = actPaces.find(owner.personId, text);
      if (session.state.type === 'healing') {
        refuse(session, text, { type: 'healing' });
      } else if (isStopping) {
        counters.commandsWhileStopping += 1;
        refuse(session, text, { type: 'stopping' });
      } else if (session.unanswered >= limits.commandWindow) {
        counters.commandsBeyondWindow += 1;
        refuse(session, text, { type: 'window_exceeded', maxUnanswered: limits.commandWindow });
      } else if (act !== null && act.waitMs > 0) {
        counters[act.counter] += 1;
        refuse(session, text, { type: 'overloaded', retryAfterMs: act.waitMs });
      } else if (queue.push({ session, item: itemOf(session, owner, text), act })) {
        session.unanswered += 1;
        act?.take();
      } else {
        counters.commandsOverloaded += 1;
        refuse(session, text, { type: 'overloaded', retryAfterMs });
      }
    },
    refuseForNow: (session, text) => {
      session.unanswered -= 1;
      counters.commandsOverloaded += 1;
      refuse(session, text, { type: 'overloaded', retryAfterMs });
    },
    stop: () => {
      isStopping = true;
    },
  };
}

function itemOf({ inviteId }: Session, { device, outboxId }: SessionOwner, frame: string): AppendItem {
  return inviteId === null ? { device, outboxId, frame } : { device, outboxId, inviteId, frame };
}
