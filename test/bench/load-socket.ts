import { createHash, randomBytes } from 'node:crypto';
import { connect, type TLSSocket } from 'node:tls';
import { clientPong, clientTextFrame, createFrameReader } from './frame-reader.ts';
import { tapLink, type TappedLink } from './tapped-link.ts';

/** One WebSocket over TLS 1.3, made by hand so that a thousand of them fit on one core, and can stop to listen. */
export interface LoadSocket {
  /** SHA-256 of the server's certificate. */
  readonly certificateHash: Uint8Array;
  send(frame: Buffer): void;
  sendText(text: string): void;
  /** Each text in order, until `countOnly`. */
  next(): Promise<string>;
  /** From now on messages with this prefix are counted; with a listener each text is handed over too. */
  countOnly(prefix: string, onText?: (text: string) => void): void;
  counted(): number;
  /** Bytes that arrived, as they were on the wire. */
  bytes(): number;
  /** From now on what arrives is neither decrypted nor read, only its bytes are counted. */
  deafen(): void;
  /** A sign of life that nobody asked for. */
  pong(): void;
  close(): void;
}

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** Of this machine, from which it is dialled. */
  readonly localAddress?: string;
}

export async function openLoadSocket({ path, ...where }: Endpoint): Promise<LoadSocket> {
  const { host, port } = where;
  const link = tapLink(where);
  const socket = connect({ socket: link.stream, rejectUnauthorized: false, minVersion: 'TLSv1.3' });
  await once(socket, 'secureConnect');
  const { raw } = socket.getPeerCertificate();
  const upgrade = [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}:${port}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
  ];
  socket.write(`${upgrade.join('\r\n')}\r\n\r\n`);
  const afterUpgrade = await readUpgrade(socket);
  return readingSocket({ link, socket }, afterUpgrade, createHash('sha256').update(raw).digest());
}

interface OpenLink {
  readonly link: TappedLink;
  readonly socket: TLSSocket;
}

function readingSocket({ link, socket }: OpenLink, first: Buffer, certificateHash: Uint8Array): LoadSocket {
  const waiting: ((text: string) => void)[] = [];
  const arrived: string[] = [];
  let counted = 0;
  const take = (text: string): void => {
    const waiter = waiting.shift();
    if (waiter === undefined) arrived.push(text);
    else waiter(text);
  };
  const onPayload = (listener: (text: string) => void) => (payload: Buffer, opcode: number) => {
    if (opcode === 0x9) socket.write(clientPong(payload));
    else if (opcode === 0x1) listener(payload.toString('utf8'));
  };
  let reader = createFrameReader({
    countedPrefix: Buffer.from('{"never'),
    onCounted: () => undefined,
    onPayload: onPayload(take),
  });
  socket.on('data', (chunk: Buffer) => reader.push(chunk));
  socket.on('error', () => socket.destroy());
  if (first.length > 0) reader.push(first);

  return {
    certificateHash,
    send: (frame) => socket.write(frame),
    sendText: (text) => socket.write(clientTextFrame(text)),
    next: () => {
      const text = arrived.shift();
      return text === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(text);
    },
    countOnly: (prefix, onText) => {
      reader = createFrameReader({
        countedPrefix: Buffer.from(prefix),
        onCounted: (count) => {
          counted += count;
        },
        onPayload: onText === undefined ? undefined : onPayload(onText),
      });
    },
    counted: () => counted,
    bytes: link.bytes,
    deafen: link.deafen,
    pong: () => socket.write(clientPong(Buffer.alloc(0))),
    close: () => socket.destroy(),
  };
}

async function readUpgrade(socket: TLSSocket): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  for (;;) {
    head = Buffer.concat([head, await once<Buffer>(socket, 'data')]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) continue;
    const status = head.toString('latin1', 0, head.indexOf('\r\n'));
    if (!status.includes(' 101 ')) throw new Error(`The server refused the upgrade: ${status}`);
    return head.subarray(end + 4);
  }
}

function once<Value>(socket: TLSSocket, event: string): Promise<Value> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(error);
    socket.once('error', fail);
    socket.once(event, (value: Value) => {
      socket.off('error', fail);
      resolve(value);
    });
  });
}
