import type * as v from 'valibot';
import { shorten } from '#shared/domain/text.ts';
import { parseBySchema, parseTyped, type TypedJson } from '#shared/protocol/client-frame.ts';
import { claimRevealedSchema, claimSchema } from '#shared/protocol/claim.ts';
import { knockSchema } from '#shared/protocol/knock.ts';
import { requestFrameSchema } from '#shared/protocol/request.ts';
import { clientHelloSchema, loginSchema } from '#shared/protocol/session.ts';
import { signalFrameSchema } from '#shared/protocol/signal.ts';
import type { SignalFrame } from '#shared/protocol/signal.ts';
import type { Claims } from './claims.ts';
import type { CommandIntake } from './command-intake.ts';
import type { Dispatch } from './dispatch.ts';
import type { FramePace } from './frame-pace.ts';
import type { Knocks } from './knocks.ts';
import type { Logins } from './logins.ts';
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
  readonly framePace: Pick<FramePace, 'take'>;
  readonly dispatch: Dispatch;
  readonly knocks: Pick<Knocks, 'hear'>;
  readonly claims: Pick<Claims, 'hear' | 'reveal'>;
  readonly protocolErrors: ProtocolErrors;
  readonly onSignal: (session: Session, owner: SessionOwner, signal: SignalFrame) => void;
}

/** A command frame is canonical, so its keys come in this order; it goes on unread. */
const commandStart = '{"command":';

export function createFrameReceiver(options: FrameReceiverOptions): FrameReceiver {
  const { logins, intake, framePace, dispatch, knocks, claims, protocolErrors, onSignal } = options;

  function parse<Schema extends v.GenericSchema>(
    session: Session,
    schema: Schema,
    json: TypedJson,
  ): v.InferOutput<Schema> | null {
    const frame = parseBySchema(schema, json);
    if (frame.ok) return frame.value;
    protocolErrors.report(session, frame.error);
    return null;
  }

  /** What is said outside by whoever waits for the door. */
  function receiveAtDoor(session: Session, json: TypedJson): void {
    if (json.type === 'knock') {
      const knock = parse(session, knockSchema, json);
      if (knock !== null) knocks.hear(session, knock.nonce);
    } else if (json.type === 'claim') {
      const claim = parse(session, claimSchema, json);
      if (claim !== null) claims.hear(session, claim);
    } else {
      const revealed = parse(session, claimRevealedSchema, json);
      if (revealed !== null) claims.reveal(session, revealed);
    }
  }

  function receiveOther(session: Session, text: string): void {
    const typed = parseTyped(text);
    if (!typed.ok) {
      protocolErrors.report(session, typed.error);
      return;
    }
    const { type } = typed.value;
    const owner = ownerOf(session.state);
    if (type === 'hello' && session.state.type === 'awaitingHello') {
      const hello = parse(session, clientHelloSchema, typed.value);
      if (hello !== null) logins.hello(session, hello);
    } else if (type === 'login' && session.state.type === 'awaitingLogin') {
      const login = parse(session, loginSchema, typed.value);
      if (login !== null) logins.login(session, login);
    } else if (session.state.type === 'pending' && isSaidAtDoor(type)) {
      receiveAtDoor(session, typed.value);
    } else if (isLateForDoor(session, type)) {
      return;
    } else if (type === 'request' && owner !== null) {
      const request = parse(session, requestFrameSchema, typed.value);
      if (request !== null) dispatch.receive(session, request);
    } else if (type === 'signal' && owner !== null) {
      const signal = parse(session, signalFrameSchema, typed.value);
      if (signal !== null) onSignal(session, owner, signal);
    } else if (type === 'command' && owner !== null) {
      protocolErrors.report(session, { type: 'invalid_frame', problem: 'a command frame is canonical JSON' });
    } else {
      protocolErrors.report(session, { type: 'unexpected_frame', frame: shorten(type, 64) });
    }
  }

  return {
    receive: (session, text) => {
      const { state } = session;
      if (state.type === 'closed') return;
      const owner = text.startsWith(commandStart) ? ownerOf(state) : null;
      if (owner !== null) {
        intake.receive(session, owner, text);
        return;
      }
      receiveOther(session, text);
      if (session.state.type !== 'closed') framePace.take(session, text.length);
    },
  };
}

function isSaidAtDoor(type: string): boolean {
  return type === 'knock' || type === 'claim' || type === 'claim.revealed';
}

/** It was said before its sender could know that the door is open to them. */
function isLateForDoor({ state, sync }: Session, type: string): boolean {
  return state.type === 'active' && sync === 'none' && isSaidAtDoor(type);
}
