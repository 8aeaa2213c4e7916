import { shownName } from '#shared/domain/name.ts';
import type { Accepted, CommandFrame, Refused } from '#shared/protocol/command-frame.ts';
import type {
  BareEvent,
  EventFrame,
  PositionFrame,
  StreamMembers,
  StreamOpened,
} from '#shared/protocol/event-frame.ts';
import type { ClaimDropped, ClaimFrame, ClaimOpened, ClaimRevealed } from '#shared/protocol/claim.ts';
import type { KnockFrame, KnockOpened } from '#shared/protocol/knock.ts';
import type { Position } from '#shared/protocol/position.ts';
import type { ReplyFrame, RequestFrame } from '#shared/protocol/request.ts';
import type { ErrorFrame } from '#shared/protocol/session-error.ts';
import type { ClientHello, Login, ServerHello, SessionFrame } from '#shared/protocol/session.ts';
import type { SignalFrame } from '#shared/protocol/signal.ts';
import { roomStream } from '#shared/domain/stream.ts';
import { sampleBodies } from './sample-commands.ts';
import {
  commandIdOf,
  deviceKeyOf,
  epochIdOf,
  outboxIdOf,
  personIdOf,
  roomIdOf,
  sampleBytes,
  serverIdOf,
} from './sample-ids.ts';

const bytes16 = sampleBytes(16);
const bytes32 = sampleBytes(32);
const bytes64 = sampleBytes(64);
const stream = roomStream(roomIdOf(1));

const samplePosition: Position = { epoch: 1, seq: 7, serverHead: 2, tag: bytes16, mac: bytes16 };

const command: CommandFrame['command'] = {
  v: 1,
  serverId: serverIdOf(1),
  device: deviceKeyOf(1),
  outboxId: outboxIdOf(1),
  number: 1,
  commandId: commandIdOf(1),
  kind: 'message.send',
  body: sampleBodies['message.send'],
};

const header: EventFrame['header'] = {
  epoch: 1,
  seq: 7,
  stream,
  streamSeq: 3,
  itemNumber: 2,
  at: 1_700_000_000_000,
  kind: 'message.posted',
  person: personIdOf(1),
  device: deviceKeyOf(1),
};

interface SampleClientFrames {
  readonly hello: ClientHello;
  readonly login: Login;
  readonly knock: KnockFrame;
  readonly claim: ClaimFrame;
  readonly 'claim.revealed': ClaimRevealed;
  readonly command: CommandFrame;
  readonly request: RequestFrame;
  readonly signal: SignalFrame;
}

/** A good frame of every type that a client sends. */
export const sampleClientFrames: SampleClientFrames = {
  hello: { type: 'hello', versions: [1], nonce: bytes32 },
  login: { type: 'login', device: deviceKeyOf(1), proof: bytes64, outboxId: outboxIdOf(1) },
  knock: { type: 'knock', nonce: sampleBytes(32) },
  claim: { type: 'claim', commit: bytes32, displayName: 'Mara' },
  'claim.revealed': { type: 'claim.revealed', nonce: bytes32, proof: bytes64 },
  command: { type: 'command', command, signature: bytes64 },
  request: { type: 'request', id: 0, name: 'resume', params: { position: null } },
  signal: { type: 'signal', name: 'ack', params: { position: samplePosition } },
};

interface SampleServerFrames {
  readonly 'knock.opened': KnockOpened;
  readonly 'claim.dropped': ClaimDropped;
  readonly 'claim.opened': ClaimOpened;
  readonly hello: ServerHello;
  readonly session: SessionFrame;
  readonly event: EventFrame;
  readonly 'event.bare': BareEvent;
  readonly accepted: Accepted;
  readonly refused: Refused;
  readonly position: PositionFrame;
  readonly reply: ReplyFrame;
  readonly signal: SignalFrame;
  readonly 'stream.opened': StreamOpened;
  readonly 'stream.members': StreamMembers;
  readonly bye: { readonly type: 'bye'; readonly reason: string };
  readonly error: ErrorFrame;
}

const sessionOf = { serverId: serverIdOf(1), serverName: shownName('Office'), personId: personIdOf(1), lastNumber: 0 };

/** A good frame of every type that a server sends. */
export const sampleServerFrames: SampleServerFrames = {
  hello: { type: 'hello', key: bytes32, nonce: bytes32, proof: bytes64, versions: [1], version: 1 },
  session: { type: 'session', ...sessionOf, state: 'active', epoch: 1, epochId: epochIdOf(1) },
  event: { type: 'event', header, command, signature: bytes64, mac: bytes16 },
  'event.bare': { type: 'event.bare', header, mac: bytes16 },
  accepted: { type: 'accepted', commandId: commandIdOf(1), number: 1, header, mac: bytes16 },
  refused: {
    type: 'refused',
    isFinal: true,
    commandId: commandIdOf(1),
    number: 1,
    error: { type: 'room_not_found', roomId: roomIdOf(1) },
  },
  position: { type: 'position', position: samplePosition },
  reply: { type: 'reply', id: 7, result: { upTo: 7 } },
  signal: { type: 'signal', name: 'presence', params: { people: [] } },
  'stream.opened': {
    type: 'stream.opened',
    stream,
    seq: 7,
    asOf: 1,
    from: 1,
    head: 0,
    itemHead: 0,
    room: {
      roomId: roomIdOf(1),
      kind: 'channel',
      visibility: 'public',
      history: 'everything',
      name: 'Lunch',
      topic: '',
      createdBy: personIdOf(0),
      createdAt: 0,
    },
    members: [personIdOf(1)],
  },
  'stream.members': { type: 'stream.members', stream, members: [personIdOf(2)] },
  'knock.opened': { type: 'knock.opened', nonce: sampleBytes(32) },
  'claim.dropped': { type: 'claim.dropped' },
  'claim.opened': { type: 'claim.opened', personId: personIdOf(1), device: deviceKeyOf(2), nonce: bytes32 },
  bye: { type: 'bye', reason: 'restarting' },
  error: { type: 'error', error: { type: 'proof_wrong' } },
};

/** A session that waits at the door. */
export const samplePendingSession: SessionFrame = {
  type: 'session',
  ...sessionOf,
  state: 'pending',
  door: 'open',
  commit: sampleBytes(32),
};
