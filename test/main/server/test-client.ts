import { canonicalJson } from '#main/identity/canonical-json.ts';
import { signCommand } from '#main/identity/command-signature.ts';
import { proveDevice } from '#main/identity/handshake-proof.ts';
import { createKeyPair } from '#main/identity/key-pair.ts';
import type { Closed } from '#main/transport/connection.ts';
import { createFrame } from '#main/transport/frame.ts';
import { createMemoryLink, type MemoryLink } from '#main/transport/memory-link.ts';
import type { CommandDraft, CommandKind } from '#shared/domain/command.ts';
import type { CommandId, DeviceKey, OutboxId, PersonId, ServerId } from '#shared/domain/ids.ts';
import { toBase64url } from '#shared/encoding.ts';
import { formatCommandFrame } from '#shared/protocol/command-frame.ts';
import type { RequestName, RequestParams } from '#shared/protocol/request.ts';
import { commandIdOf, outboxIdOf, sampleBytes } from '#test/support/sample-ids.ts';

export type ReceivedFrame = Record<string, unknown> & { readonly type: string };

/** A device that says exactly what a test tells it to, and keeps what it hears. */
export interface TestClient {
  readonly link: MemoryLink;
  readonly device: DeviceKey;
  readonly outboxId: OutboxId;
  /** Known from the session frame on. */
  readonly personId: PersonId;
  readonly closed: Closed | null;
  send(frame: string | object): void;
  sendHello(changes?: object): void;
  /** Answers the server's hello, which has arrived. */
  sendLogin(changes?: object): void;
  sendRequest<Name extends RequestName>(name: Name, params: RequestParams<Name>): number;
  sendCommand<Kind extends CommandKind>(kind: Kind, body: BodyOf<Kind>): CommandId;
  /** The frame that `sendCommand` would send, without using the next number up. */
  commandFrame<Kind extends CommandKind>(kind: Kind, body: BodyOf<Kind>, changes?: object): string;
  /** Everything received since the last call. */
  take(): ReceivedFrame[];
  /** The same, of one type. */
  takeOf(type: string): ReceivedFrame[];
}

type BodyOf<Kind extends CommandKind> = Extract<CommandDraft, { kind: Kind }>['body'];

export interface TestClientOptions {
  readonly serverId: ServerId;
  /** Devices, and so people, are told apart by it. */
  readonly number: number;
  readonly outboxNumber?: number;
}

let lastCommandNumber = 0;

export function createTestClient({ serverId, number, outboxNumber = number }: TestClientOptions): TestClient {
  const link = createMemoryLink({ clientAddress: `192.0.2.${number % 250}` });
  const keys = createKeyPair(new Uint8Array(32).fill(number % 250).fill(Math.floor(number / 250), 0, 1));
  const device = keys.publicKey as DeviceKey;
  const outboxId = outboxIdOf(outboxNumber);
  const clientNonce = sampleBytes(32, number);
  const frames: ReceivedFrame[] = [];
  let [nextNumber, nextRequest] = [1, 1];
  let personId: PersonId | null = null;
  let serverNonce = '';
  let closed: Closed | null = null;

  link.client.onClose((reason) => {
    closed = reason;
  });
  link.client.onText((text) => {
    const frame = JSON.parse(text) as ReceivedFrame;
    if (frame.type === 'hello') serverNonce = String(frame['nonce']);
    if (frame.type === 'session')
      [personId, nextNumber] = [frame['personId'] as PersonId, Number(frame['lastNumber']) + 1];
    frames.push(frame);
  });

  function send(frame: string | object): void {
    link.client.send(createFrame(typeof frame === 'string' ? frame : JSON.stringify(frame)));
  }

  const commandFrame: TestClient['commandFrame'] = (kind, body, changes = {}) => {
    lastCommandNumber += 1;
    const salt = toBase64url(new Uint8Array(16));
    const command = {
      v: 1,
      serverId,
      device,
      outboxId,
      number: nextNumber,
      commandId: commandIdOf(lastCommandNumber),
      kind,
    };
    const text = canonicalJson({ ...command, body: { ...body, salt, writtenAt: 1 }, ...changes });
    return formatCommandFrame(text, signCommand(keys, text));
  };

  return {
    link,
    device,
    outboxId,
    get personId() {
      if (personId === null) throw new Error('The client has not logged in yet.');
      return personId;
    },
    get closed() {
      return closed;
    },
    send,
    sendHello: (changes = {}) => {
      send({ type: 'hello', versions: [1], nonce: clientNonce, ...changes });
    },
    sendLogin: (changes = {}) => {
      const exchange = { certificateHash: link.client.certificateHash, clientNonce, serverNonce };
      send({ type: 'login', device, proof: proveDevice(keys, serverId, exchange), outboxId, ...changes });
    },
    sendRequest: (name, params) => {
      send({ type: 'request', id: nextRequest, name, params });
      return nextRequest++;
    },
    sendCommand: (kind, body) => {
      send(commandFrame(kind, body));
      nextNumber += 1;
      return commandIdOf(lastCommandNumber);
    },
    commandFrame,
    take: () => frames.splice(0),
    takeOf: (type) => frames.splice(0).filter((frame) => frame.type === type),
  };
}
