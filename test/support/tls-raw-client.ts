import { once } from 'node:events';
import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';

/** A client that writes WebSocket frames by hand, bad ones too. */
export interface RawClient {
  readonly socket: TLSSocket;
  /** One masked frame. Opcodes: 0 continuation, 1 text, 2 binary, 9 ping. */
  sendFrame(opcode: number, payload: Buffer, isFinal?: boolean): void;
  /** The code of the server's close frame; null where the line just ended. */
  closeCode(): Promise<number | null>;
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
  let received = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
  });
  const closed = once(socket, 'close');
  socket.write(`${upgradeLines.join('\r\n')}\r\n\r\n`);
  await once(socket, 'data');
  const headBytes = received.indexOf('\r\n\r\n') + 4;

  return {
    socket,
    sendFrame: (opcode, payload, isFinal = true) => {
      socket.write(maskedFrame((isFinal ? 0x80 : 0) | opcode, payload));
    },
    closeCode: async () => {
      await closed;
      const frames = received.subarray(headBytes);
      return frames.length >= 4 && frames.readUInt8(0) === 0x88 ? frames.readUInt16BE(2) : null;
    },
  };
}

function maskedFrame(first: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(14);
  header.writeUInt8(first, 0);
  header.writeUInt8(0xff, 1);
  header.writeBigUInt64BE(BigInt(payload.length), 2);
  // A mask of zeros leaves the payload as it is.
  return Buffer.concat([header, payload]);
}
