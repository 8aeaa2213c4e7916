import { randomBytes, randomUUID } from 'node:crypto';
import { formatCommandFrame } from '#shared/protocol/command-frame.ts';
import { canonicalJson } from '#main/identity/canonical-json.ts';
import { signCommand } from '#main/identity/command-signature.ts';
import { checkServerProof, proveDevice, type Exchange } from '#main/identity/handshake-proof.ts';
import { createKeyPair, type KeyPair } from '#main/identity/key-pair.ts';
import { openLoadSocket, type LoadSocket } from '#test/bench/load-socket.ts';

/** A device that a server does not know, at the other end of a real connection, with no more manners than it is told to have. */
export interface Stranger {
  readonly socket: LoadSocket;
  readonly device: KeyPair;
  readonly outboxId: string;
  /** Says hello, and checks the answer as any client does. */
  hello(): Promise<Greeting>;
  /** The next frame that comes. */
  next(): Promise<Frame>;
  send(frame: object): void;
  /** A signed command, as text; `number` is the one in the outbox. */
  commandText(
    serverId: string,
    command: { readonly kind: string; readonly body: object; readonly number: number },
  ): string;
}

export interface Greeting {
  readonly serverId: string;
  readonly frame: Frame;
  readonly exchange: Exchange;
  /** The login frame that this device and this connection belong to. */
  readonly login: Frame;
}

export type Frame = Readonly<Record<string, unknown>> & { readonly type: string };

/** `localAddress`: one of 127.0.0.0/8, all of which are this machine's own on Linux. */
export async function openStranger(
  port: number,
  seed: Uint8Array = randomBytes(32),
  localAddress = '127.0.0.1',
): Promise<Stranger> {
  const socket = await openLoadSocket({ host: '127.0.0.1', port, path: '/hallway', localAddress });
  const device = createKeyPair(seed);
  const outboxId = randomUUID();
  const send = (frame: object): void => socket.sendText(JSON.stringify(frame));
  const next = async (): Promise<Frame> => JSON.parse(await socket.next()) as Frame;
  return {
    socket,
    device,
    outboxId,
    send,
    next,
    hello: async () => {
      const clientNonce = randomBytes(32).toString('base64url');
      send({ type: 'hello', versions: [1], nonce: clientNonce });
      const frame = await next();
      const exchange = { certificateHash: socket.certificateHash, clientNonce, serverNonce: String(frame['nonce']) };
      const claim = { key: String(frame['key']), proof: String(frame['proof']) };
      const proof = checkServerProof(claim, exchange, null);
      if (!proof.ok) throw new Error(`The server did not prove itself: ${proof.error.type}`);
      const login = {
        type: 'login',
        device: device.publicKey,
        proof: proveDevice(device, proof.value, exchange),
        outboxId,
      };
      return { serverId: proof.value, frame, exchange, login };
    },
    commandText: (serverId, { kind, body, number }) => {
      const ids = { v: 1, serverId, device: device.publicKey, outboxId, number, commandId: randomUUID() };
      const text = canonicalJson({ ...ids, kind, body });
      return formatCommandFrame(text, signCommand(device, text));
    },
  };
}
