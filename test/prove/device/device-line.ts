import { randomBytes } from 'node:crypto';
import type { ServerId } from '#shared/domain/ids.ts';
import { checkServerProof, proveDevice } from '#main/identity/handshake-proof.ts';
import type { KeyPair } from '#main/identity/key-pair.ts';
import type { Connection } from '#main/transport/connection.ts';
import { createFrame, joinFrames } from '#main/transport/frame.ts';
import { systemClock } from '#main/system-clock.ts';
import { dial } from '#main/transport/dial.ts';
import type { DialTarget } from '#main/transport/dial-tls.ts';

/** A frame as it came, read and not checked. */
export type WireFrame = Readonly<Record<string, unknown>> & { readonly type: string };

/** One connection of a device that has logged in. */
export interface DeviceLine {
  readonly serverId: ServerId;
  /** The `session` frame that answered the login. */
  readonly session: WireFrame;
  send(texts: readonly string[]): void;
  /** Asks, and hands the answer over in its turn among the frames: what follows it at once is heard after it. */
  request(name: string, params: object, onReply: (reply: WireFrame) => void): void;
  /** Settles when the connection has ended, whoever ended it. */
  readonly ended: Promise<void>;
  terminate(): void;
}

export interface DeviceLogin {
  readonly keys: KeyPair;
  readonly outboxId: string;
  /** Hears every frame from the `session` frame on but the replies. */
  readonly hear: (frame: WireFrame) => void;
}

/** The connection broke, or was never there; the server may be away. */
export class LineBroken extends Error {
  override readonly name = 'LineBroken';
}

/** Connects, checks the server's proof and logs in; throws `LineBroken` when it does not come to that. */
export async function openDeviceLine(where: DialTarget, login: DeviceLogin): Promise<DeviceLine> {
  const dialled = await dial(where, { clock: systemClock });
  if (!dialled.ok) throw new LineBroken(dialled.error.type);
  return logInOver(dialled.value, login);
}

/** The same over a connection that is there. */
export async function logInOver(connection: Connection, { keys, outboxId, hear }: DeviceLogin): Promise<DeviceLine> {
  const replies = new Map<unknown, (reply: WireFrame) => void>();
  let first: ((frame: WireFrame) => void) | null = null;
  let requests = 0;
  connection.onText((text) => {
    const frame = JSON.parse(text) as WireFrame;
    const onReply = frame.type === 'reply' ? replies.get(frame['id']) : undefined;
    if (first !== null) first(frame);
    else if (onReply === undefined) hear(frame);
    else {
      replies.delete(frame['id']);
      onReply(frame);
    }
  });
  const broken = new Promise<never>((_resolve, reject) => {
    connection.onClose(({ code, reason }) => reject(new LineBroken(`closed with ${code} ${reason}`)));
  });
  const next = (): Promise<WireFrame> =>
    Promise.race([
      broken,
      new Promise<WireFrame>((resolve) => {
        first = (frame) => {
          first = null;
          resolve(frame);
        };
      }),
    ]);
  const { serverId, session } = await logIn(connection, { keys, outboxId, next });
  return {
    serverId,
    session,
    send: (texts) => connection.send(joinFrames(texts.map(createFrame))),
    request: (name, params, onReply) => {
      requests += 1;
      replies.set(requests, onReply);
      connection.send(createFrame(JSON.stringify({ type: 'request', id: requests, name, params })));
    },
    ended: broken.catch(() => undefined),
    terminate: () => connection.terminate(),
  };
}

interface LogIn {
  readonly keys: KeyPair;
  readonly outboxId: string;
  /** The next frame; asked for before what it answers is sent. */
  readonly next: () => Promise<WireFrame>;
}

async function logIn(connection: Connection, { keys, outboxId, next }: LogIn) {
  const clientNonce = randomBytes(32).toString('base64url');
  const answered = next();
  connection.send(createFrame(JSON.stringify({ type: 'hello', versions: [1], nonce: clientNonce })));
  const hello = await answered;
  const { certificateHash } = connection;
  const exchange = { certificateHash, clientNonce, serverNonce: String(hello['nonce']) };
  const proof = checkServerProof({ key: String(hello['key']), proof: String(hello['proof']) }, exchange, null);
  if (!proof.ok) throw new Error(`The server did not prove itself: ${proof.error.type}`);
  const serverId = proof.value;
  const login = { type: 'login', device: keys.publicKey, proof: proveDevice(keys, serverId, exchange), outboxId };
  const opened = next();
  connection.send(createFrame(JSON.stringify(login)));
  const session = await opened;
  if (session.type !== 'session') throw new Error(`The login was answered by ${JSON.stringify(session)}`);
  return { serverId, session };
}
