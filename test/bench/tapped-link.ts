import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** A TCP connection under a TLS one, which counts what arrives, and can stop handing it up. */
export interface TappedLink {
  /** What TLS is to run over. */
  readonly stream: Duplex;
  /** Bytes that arrived, as they were on the wire. */
  bytes(): number;
  /** From now on what arrives is only counted: nobody decrypts it. Writing goes on. */
  deafen(): void;
}

/** One for all links: each read is over before the next begins. */
const readBuffer = Buffer.allocUnsafe(256 * 1024);

/** `localAddress`: from which address of this machine; any that leads there where it is left out. */
export function tapLink(where: {
  readonly host: string;
  readonly port: number;
  readonly localAddress?: string;
}): TappedLink {
  let bytes = 0;
  let isDeaf = false;
  const onread = {
    buffer: readBuffer,
    callback: (length: number): boolean => {
      bytes += length;
      if (!isDeaf) stream.push(Buffer.from(readBuffer.subarray(0, length)));
      return true;
    },
  };
  const socket: Socket = connect({ ...where, onread, noDelay: true });
  const stream = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      socket.write(chunk, () => {
        done();
      });
    },
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket.on('error', (error) => stream.destroy(error));
  socket.on('close', () => stream.push(null));
  return {
    stream,
    bytes: () => bytes,
    deafen: () => {
      isDeaf = true;
    },
  };
}
