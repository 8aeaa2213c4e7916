import type { CommandEnvelope } from '#shared/domain/command.ts';
import { eventKinds, type KnownEventKind } from '#shared/domain/event.ts';
import type { DeviceKey, RoomId } from '#shared/domain/ids.ts';
import { toBase64url } from '#shared/encoding.ts';
import { parseClientFrame, type ClientFrame } from '#shared/protocol/client-frame.ts';
import type { RequestFrame } from '#shared/protocol/request.ts';
import type { Random } from '#shared/random.ts';
import { canonicalJson } from '#main/identity/canonical-json.ts';
import { proveServer } from '#main/identity/handshake-proof.ts';
import { createIds } from '#main/identity/ids.ts';
import { createServerIdentity, type ServerIdentity } from '#main/identity/server-identity.ts';
import type { Connection } from '#main/transport/connection.ts';
import { createFrame } from '#main/transport/frame.ts';
import { epochIdOf, roomIdOf, sampleBytes } from './sample-ids.ts';

/** A server that does what a test tells it to, and otherwise the simplest right thing: one room, one person, no log. */
export interface ScriptedServer {
  readonly identity: ServerIdentity;
  readonly roomId: RoomId;
  readonly sessions: readonly ScriptedSession[];
  /** The newest one. */
  readonly session: ScriptedSession;
  accept(connection: Connection): void;
}

export interface ScriptedSession {
  readonly connection: Connection;
  /** All that came, in order. */
  readonly received: readonly ClientFrame[];
  /** The same as it came, with what no schema knows. */
  readonly texts: readonly string[];
  readonly commands: readonly CommandEnvelope[];
  requests(name: string): readonly RequestFrame[];
  signals(name: string): readonly unknown[];
  send(frame: object): void;
  sendText(text: string): void;
  /** The next event in the log, answering the command as its author's session wants it. */
  accept(command: CommandEnvelope): void;
  reply(request: RequestFrame, result: unknown): void;
  /** Everything up to `seq` has been told. */
  tellPosition(seq: number): void;
}

/** True: the script has dealt with the frame. */
export type Script = (frame: ClientFrame, session: ScriptedSession, identity: ServerIdentity) => boolean;

export interface ScriptOptions {
  readonly random: Random;
  readonly script?: Script;
  /** Fields of the hello that are another than usual. */
  readonly hello?: object;
}

export function createScriptedServer({ random, script = () => false, hello = {} }: ScriptOptions): ScriptedServer {
  const identity = createServerIdentity(random.bytes(32));
  const ids = createIds(identity.serverId);
  const roomId = roomIdOf(1);
  const sessions: ScriptedSession[] = [];
  let seq = 0;

  function nextEvent(command: CommandEnvelope) {
    seq += 1;
    const { device, kind } = command;
    return {
      at: 1,
      device,
      epoch: 1,
      itemNumber: seq,
      kind: eventKinds[kind as keyof typeof eventKinds] satisfies KnownEventKind,
      person: ids.personId(device),
      seq,
      stream: `room:${roomId}`,
      streamSeq: seq,
    };
  }

  function accept(connection: Connection): void {
    const session = createScriptedSession(connection, nextEvent);
    sessions.push(session);
    connection.onText((text) => {
      const frame = parseClientFrame(text);
      if (!frame.ok) throw new Error(`The client sent nonsense: ${text}`);
      session.received.push(frame.value);
      session.texts.push(text);
      if (!script(frame.value, session, identity))
        answerAsUsual({ identity, roomId, random, hello }, frame.value, session);
    });
  }

  return {
    identity,
    roomId,
    sessions,
    get session() {
      const last = sessions.at(-1);
      if (last === undefined) throw new Error('Nobody has connected.');
      return last;
    },
    accept,
  };
}

type Recording = ScriptedSession & { readonly received: ClientFrame[]; readonly texts: string[] };

function createScriptedSession(
  connection: Connection,
  nextEvent: (command: CommandEnvelope) => { readonly seq: number },
): Recording {
  const received: ClientFrame[] = [];
  const send = (frame: object) => {
    connection.send(createFrame(canonicalJson(frame)));
  };
  const tellPosition = (seq: number) => {
    send({ type: 'position', position: { ...position, seq } });
  };
  return {
    connection,
    received,
    texts: [],
    get commands() {
      return received.flatMap((frame) => (frame.type === 'command' ? frame.command : []));
    },
    requests: (name) => received.flatMap((frame) => (frame.type === 'request' && frame.name === name ? frame : [])),
    signals: (name) =>
      received.flatMap((frame) => (frame.type === 'signal' && frame.name === name ? frame.params : [])),
    send,
    sendText: (text) => {
      connection.send(createFrame(text));
    },
    accept: (command) => {
      const { commandId, number } = command;
      const header = nextEvent(command);
      send({ type: 'accepted', commandId, number, header, mac: sampleBytes(16) });
      tellPosition(header.seq);
    },
    tellPosition,
    reply: ({ id }, result) => {
      send({ type: 'reply', id, result });
    },
  };
}

interface Usual {
  readonly identity: ServerIdentity;
  readonly roomId: RoomId;
  readonly random: Random;
  readonly hello: object;
}

const epoch = { epoch: 1, epochId: epochIdOf(1) };
const position = { epoch: 1, seq: 0, serverHead: 0, tag: sampleBytes(16, 0), mac: sampleBytes(16, 2) };

function answerAsUsual(usual: Usual, frame: ClientFrame, session: ScriptedSession): void {
  switch (frame.type) {
    case 'knock':
    case 'claim':
    case 'claim.revealed':
      return;
    case 'hello': {
      const serverNonce = toBase64url(usual.random.bytes(32));
      const { certificateHash } = session.connection;
      const proof = proveServer(usual.identity, { certificateHash, clientNonce: frame.nonce, serverNonce });
      const proved = { type: 'hello', key: usual.identity.publicKey, nonce: serverNonce, proof };
      session.send({ ...proved, versions: [1], version: 1, ...usual.hello });
      return;
    }
    case 'login':
      session.send(activeFrame(usual.identity, frame.device));
      return;
    case 'command':
      session.accept(frame.command);
      return;
    case 'request':
      answerRequest(usual, frame, session);
      return;
    case 'signal':
  }
}

/** The reply to `resume` where a snapshot of so many parts is needed. */
export function snapshotPlan(parts: number): object {
  return { mode: 'snapshot', reason: 'new', position, epochs: [epoch], parts, firstRoomId: null };
}

/** The `session` frame of somebody who is in. */
export function activeFrame(identity: ServerIdentity, device: DeviceKey): object {
  return { ...sessionFields(identity, device), state: 'active', ...epoch };
}

/** The `session` frame of somebody who waits at the door. */
export function pendingFrame(identity: ServerIdentity, device: DeviceKey): object {
  return { ...sessionFields(identity, device), state: 'pending', door: 'knock', commit: sampleBytes(32) };
}

function sessionFields({ serverId }: ServerIdentity, device: DeviceKey): object {
  const personId = createIds(serverId).personId(device);
  return { type: 'session', serverId, serverName: 'Script', personId, lastNumber: 0 };
}

function answerRequest({ identity, roomId }: Usual, request: RequestFrame, session: ScriptedSession): void {
  const login = session.received.find((frame) => frame.type === 'login');
  const personId = createIds(identity.serverId).personId(login?.device ?? '');
  switch (request.name) {
    case 'resume':
      session.reply(request, request.params['position'] === null ? snapshotPlan(1) : { mode: 'replay', upTo: 0 });
      return;
    case 'snapshot.pull':
      session.reply(request, {
        people: [
          {
            personId,
            displayName: 'Ann',
            role: 'member',
            standing: 'active',
            standingSince: 0,
            devices: [login?.device],
          },
        ],
        rooms: [{ room: roomOf(roomId, personId), head: 0, itemHead: 0, access: [{ from: 1, to: null }] }],
        members: [{ roomId, personIds: [personId] }],
      });
      return;
    case 'replay.pull':
      session.reply(request, { events: [], position, isLast: true });
      return;
    case 'marker.list':
      session.reply(request, { markers: [], receipts: [], next: null });
      return;
    default:
      session.send({ type: 'reply', id: request.id, error: { type: 'unknown_request', name: request.name } });
  }
}

function roomOf(roomId: RoomId, createdBy: string): object {
  const fixed = { kind: 'channel', visibility: 'public', history: 'everything', name: 'general', topic: '' };
  return { ...fixed, roomId, createdBy, createdAt: 0 };
}
