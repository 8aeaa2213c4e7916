import { once } from 'node:events';
import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';

/** A client that writes WebSocket frames by hand, bad ones too. */
export interface RawClient {
  readonly socket: TLSSocket;
  /** One masked frame. Opcodes: 0 continuation, 1 text, 2 binary, 8 close, 9 ping. */
  sendFrame(opcode: number, payload: Buffer, isFinal?: boolean): void;
  /** The frames the server sent until the line ended, by their first bytes and payloads. */
  framesUntilEnd(): Promise<readonly RawFrame[]>;
  /** The code of the server's close frame, if that was the last frame; else null. */
  closeCode(): Promise<number | null>;
}

export interface RawFrame {
  readonly first: number;
  readonly payload: Buffer;
}

const upgradeLines = [
  'GET /hallway HTTP/1.1',
  'Host: 127.0.0.1',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

/** A TLS line on which nothing was said yet. */
export async function openTlsLine(port: number): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  socket.on('error', () => undefined);
  await once(socket, 'secureConnect');
  return socket;
}

export async function openRawClient(port: number): Promise<RawClient> {
  const socket = await openTlsLine(port);
  const received: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(`${upgradeLines.join('\r\n')}\r\n\r\n`);
  await once(socket, 'data');

  async function framesUntilEnd(): Promise<readonly RawFrame[]> {
    await closed;
    const bytes = Buffer.concat(received);
    return decodeFrames(bytes.subarray(bytes.indexOf('\r\n\r\n') + 4));
  }

  return {
    socket,
    sendFrame: (opcode, payload, isFinal = true) => {
      socket.write(maskedFrame((isFinal ? 0x80 : 0) | opcode, payload));
    },
    framesUntilEnd,
    closeCode: async () => {
      const last = (await framesUntilEnd()).at(-1);
      return last?.first === 0x88 ? last.payload.readUInt16BE(0) : null;
    },
  };
}

/** Unmasked frames as a client reads them (RFC 6455, section 5.2). */
export function decodeFrames(wire: Buffer): RawFrame[] {
  const frames = [];
  for (let at = 0; at < wire.length;) {
    const first = wire.readUInt8(at);
    const short = wire.readUInt8(at + 1);
    const headerBytes = short === 127 ? 10 : short === 126 ? 4 : 2;
    const length =
      short === 127 ? Number(wire.readBigUInt64BE(at + 2)) : short === 126 ? wire.readUInt16BE(at + 2) : short;
    frames.push({ first, payload: wire.subarray(at + headerBytes, at + headerBytes + length) });
    at += headerBytes + length;
  }
  return frames;
}

/** Masked with zeros, which leave the payload as it is. */
function maskedFrame(first: number, payload: Buffer): Buffer {
  const mask = Buffer.alloc(4);
  if (payload.length < 126) return Buffer.concat([Buffer.from([first, 0x80 | payload.length]), mask, payload]);
  const header = Buffer.alloc(10);
  header.writeUInt8(first, 0);
  header.writeUInt8(0xff, 1);
  header.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([header, mask, payload]);
}
