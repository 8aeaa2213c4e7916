import type * as v from 'valibot';
import { parseFrame } from '#shared/protocol/client-frame.ts';
import { requestFrameSchema } from '#shared/protocol/request.ts';
import { clientHelloSchema, loginSchema } from '#shared/protocol/session.ts';
import { signalFrameSchema } from '#shared/protocol/signal.ts';
import type { SignalFrame } from '#shared/protocol/signal.ts';
import type { CommandIntake } from './command-intake.ts';
import type { Dispatch } from './dispatch.ts';
import type { Logins } from './login.ts';
import type { ProtocolErrors } from './protocol-errors.ts';
import type { Session } from './session.ts';
import { ownerOf, type SessionOwner } from './session-state.ts';

/** Reads what a client sends just far enough to know who deals with it. */
export interface FrameReceiver {
  receive(session: Session, text: string): void;
}

export interface FrameReceiverOptions {
  readonly logins: Logins;
  readonly intake: CommandIntake;
  readonly dispatch: Dispatch;
  readonly protocolErrors: ProtocolErrors;
  readonly onSignal: (session: Session, owner: SessionOwner, signal: SignalFrame) => void;
}

/** A command frame is canonical, so its keys come in this order; it goes on unread. */
const commandStart = '{"command":';

export function createFrameReceiver(options: FrameReceiverOptions): FrameReceiver {
  const { logins, intake, dispatch, protocolErrors, onSignal } = options;

  function parse<Schema extends v.GenericSchema>(
    session: Session,
    schema: Schema,
    text: string,
  ): v.InferOutput<Schema> | null {
    const frame = parseFrame(schema, text);
    if (frame.ok) return frame.value;
    protocolErrors.report(session, frame.error);
    return null;
  }

  function receiveOther(session: Session, text: string): void {
    const type = typeOf(text);
    const owner = ownerOf(session.state);
    if (type === null) {
      protocolErrors.report(session, { type: 'invalid_frame', problem: 'not a JSON object with a type' });
    } else if (type === 'hello' && session.state.type === 'awaitingHello') {
      const hello = parse(session, clientHelloSchema, text);
      if (hello !== null) logins.hello(session, hello);
    } else if (type === 'login' && session.state.type === 'awaitingLogin') {
      const login = parse(session, loginSchema, text);
      if (login !== null) logins.login(session, login);
    } else if (type === 'request' && owner !== null) {
      const request = parse(session, requestFrameSchema, text);
      if (request !== null) dispatch.receive(session, request);
    } else if (type === 'signal' && owner !== null) {
      const signal = parse(session, signalFrameSchema, text);
      if (signal !== null) onSignal(session, owner, signal);
    } else if (type === 'command' && owner !== null) {
      protocolErrors.report(session, { type: 'invalid_frame', problem: 'a command frame is canonical JSON' });
    } else {
      protocolErrors.report(session, { type: 'unexpected_frame', frame: type.slice(0, 64) });
    }
  }

  return {
    receive: (session, text) => {
      const { state } = session;
      if (state.type === 'closed') return;
      const owner = text.startsWith(commandStart) ? ownerOf(state) : null;
      if (owner !== null) intake.receive(session, owner, text);
      else receiveOther(session, text);
    },
  };
}

function typeOf(text: string): string | null {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json !== 'object' || json === null || !('type' in json)) return null;
    return typeof json.type === 'string' ? json.type : null;
  } catch {
    return null;
  }
}
