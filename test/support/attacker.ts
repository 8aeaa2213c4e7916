import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { formatCommandFrame } from '#shared/protocol/command-frame.ts';
import { canonicalJson } from '#main/identity/canonical-json.ts';
import { signCommand } from '#main/identity/command-signature.ts';
import { proveDevice } from '#main/identity/handshake-proof.ts';
import { serverIdOf } from '#main/identity/ids.ts';
import { createKeyPair, type KeyPair } from '#main/identity/key-pair.ts';
import { clientTextFrame, createFrameReader } from '#test/bench/frame-reader.ts';

/** Somebody at an address of their own on this machine, who opens as many lines as they like and lets go of them with `leave`. */
export interface Attacker {
  /** A TCP connection, or null where it was not taken. */
  openTcp(): Promise<Socket | null>;
  /** The same with TLS on it. */
  openTls(): Promise<TLSSocket | null>;
  /** The same with a WebSocket on it; what comes back is not read. */
  openWebSocket(): Promise<TLSSocket | null>;
  /** The same logged in with a new key; it waits at the door, or is let in under a name and joins the room. Throws where it is not taken. */
  openDevice(enters?: { readonly displayName: string; readonly roomId: string }): Promise<RawDevice>;
  /** How many of its lines are still open. */
  open(): number;
  leave(): void;
}

/** A device that reads nothing any more. */
export interface RawDevice {
  readonly line: TLSSocket;
  readonly epochId: string;
  send(frame: object): void;
}

const upgrade = [
  'GET /hallway HTTP/1.1',
  'Host: 127.0.0.1',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

/** `localAddress` is one of 127.0.0.0/8, all of which are this machine's own on Linux. */
export function createAttacker(port: number, localAddress: string): Attacker {
  const where = { host: '127.0.0.1', port, localAddress };
  const open = new Set<Socket>();

  async function ready<Line extends Socket>(line: Line, event: string): Promise<Line | null> {
    if (!open.has(line)) {
      open.add(line);
      line.on('error', () => undefined);
      line.once('close', () => open.delete(line));
    }
    const isReady = once(line, event).then(() => true);
    const isClosed = once(line, 'close').then(() => false);
    return (await Promise.race([isReady, isClosed]).catch(() => false)) ? line : null;
  }

  const openTls = (): Promise<TLSSocket | null> =>
    ready(connectTls({ ...where, rejectUnauthorized: false }), 'secureConnect');

  async function openWebSocket(): Promise<TLSSocket | null> {
    const line = await openTls();
    if (line === null) return null;
    line.write(`${upgrade.join('\r\n')}\r\n\r\n`);
    const answered = await ready(line, 'data');
    answered?.pause();
    return answered;
  }

  return {
    openTcp: () => ready(connectTcp(where), 'connect'),
    openTls,
    openWebSocket,
    openDevice: async (enters) => {
      const line = await openWebSocket();
      if (line === null) throw new Error('The server hung up.');
      return logIn(line, enters);
    },
    open: () => open.size,
    leave: () => {
      for (const line of open) line.destroy();
    },
  };
}

async function logIn(
  line: TLSSocket,
  enters?: { readonly displayName: string; readonly roomId: string },
): Promise<RawDevice> {
  const frames = readFrames(line);
  const device = createKeyPair(randomBytes(32));
  const outboxId = randomUUID();
  const send = (frame: object): void => void line.write(clientTextFrame(JSON.stringify(frame)));
  const clientNonce = randomBytes(32).toString('base64url');
  send({ type: 'hello', versions: [1], nonce: clientNonce });
  const hello = await frames.next('hello');
  const certificateHash = createHash('sha256').update(line.getPeerCertificate().raw).digest();
  const serverId = serverIdOf(String(hello['key']));
  const exchange = { certificateHash, clientNonce, serverNonce: String(hello['nonce']) };
  send({ type: 'login', device: device.publicKey, proof: proveDevice(device, serverId, exchange), outboxId });
  let session = await frames.next('session');
  if (enters !== undefined) {
    const { displayName, roomId } = enters;
    const author = { device, outboxId, serverId };
    line.write(commandFrame(author, { number: 1, kind: 'person.admit', body: { displayName } }));
    session = await frames.next('session');
    line.write(commandFrame(author, { number: 2, kind: 'room.join', body: { roomId } }));
    await frames.next('accepted');
  }
  frames.stop();
  return { line, send, epochId: String(session['epochId']) };
}

interface Author {
  readonly device: KeyPair;
  readonly outboxId: string;
  readonly serverId: string;
}

function commandFrame(
  { device, outboxId, serverId }: Author,
  { number, kind, body }: { readonly number: number; readonly kind: string; readonly body: object },
): Buffer {
  const ids = { v: 1, serverId, device: device.publicKey, outboxId, number, commandId: randomUUID() };
  const salt = randomBytes(16).toString('base64url');
  const text = canonicalJson({ ...ids, kind, body: { ...body, salt, writtenAt: 1 } });
  return clientTextFrame(formatCommandFrame(text, signCommand(device, text)));
}

/** What comes over a line, until it stops: then nothing is taken from the network either. */
function readFrames(line: TLSSocket) {
  const texts: string[] = [];
  const onPayload = (payload: Buffer): void => void texts.push(payload.toString('utf8'));
  const reader = createFrameReader({ countedPrefix: Buffer.from('{"never'), onCounted: () => undefined, onPayload });
  const read = (chunk: Buffer): void => reader.push(chunk);
  line.on('data', read).resume();
  return {
    /** The next frame of this type; others are passed over. */
    next: async (type: string): Promise<Record<string, unknown>> => {
      for (;;) {
        const text = texts.shift();
        if (text === undefined) {
          if (line.destroyed) throw new Error('The server hung up.');
          await Promise.race([once(line, 'data'), once(line, 'close')]);
          continue;
        }
        const frame = JSON.parse(text) as Record<string, unknown>;
        if (frame['type'] === type) return frame;
      }
    },
    stop: () => void line.off('data', read).pause(),
  };
}
