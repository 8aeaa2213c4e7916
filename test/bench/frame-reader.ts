/**
 * Counts WebSocket messages in a byte stream (RFC 6455, section 5.2) by their headers alone: a load generator that parsed
 * every delivery would measure itself. Both servers of the bench are read by the same code.
 */
export interface FrameReader {
  /** Takes the next bytes of the socket. */
  push(chunk: Buffer): void;
}

export interface FrameReaderOptions {
  /** Which messages count, told by the first bytes of their payload. */
  readonly countedPrefix: Buffer;
  onCounted(count: number): void;
  /** Given every payload, when set: for the few connections that look inside. */
  readonly onPayload?: ((payload: Buffer, opcode: number) => void) | undefined;
}

export function createFrameReader(options: FrameReaderOptions): FrameReader {
  const { countedPrefix, onPayload } = options;
  const firstByte = countedPrefix[0];
  let rest: Buffer = Buffer.alloc(0);
  /** Payload bytes of a message already counted that have not arrived yet. */
  let toSkip = 0;

  return {
    push: (chunk) => {
      let data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let at = 0;
      let counted = 0;
      if (toSkip > 0) {
        const skipped = Math.min(toSkip, data.length);
        toSkip -= skipped;
        at = skipped;
      }
      while (at + 2 <= data.length) {
        const size = payloadSize(data, at);
        if (size === null || at + size.header + Math.min(size.payload, countedPrefix.length) > data.length) break;
        const start = at + size.header;
        const end = start + size.payload;
        if (onPayload !== undefined) {
          if (end > data.length) break;
          onPayload(data.subarray(start, end), (data[at] ?? 0) & 0x0f);
        }
        if (data[start] === firstByte && data.subarray(start, start + countedPrefix.length).equals(countedPrefix))
          counted += 1;
        at = end;
        if (end > data.length) {
          toSkip = end - data.length;
          at = data.length;
        }
      }
      rest = at < data.length ? Buffer.from(data.subarray(at)) : Buffer.alloc(0);
      data = rest;
      if (counted > 0) options.onCounted(counted);
    },
  };
}

function payloadSize(data: Buffer, at: number): { header: number; payload: number } | null {
  const short = (data[at + 1] ?? 0) & 0x7f;
  if (short < 126) return { header: 2, payload: short };
  if (short === 126) return at + 4 <= data.length ? { header: 4, payload: data.readUInt16BE(at + 2) } : null;
  return at + 10 <= data.length ? { header: 10, payload: Number(data.readBigUInt64BE(at + 2)) } : null;
}

/** A client's text message, masked with zeros as the standard allows any key: the payload stands in it as it is. */
export function clientTextFrame(text: string): Buffer {
  return clientFrame(0x1, Buffer.from(text));
}

/** A client's answer to a ping. */
export function clientPong(payload: Buffer): Buffer {
  return clientFrame(0xa, payload);
}

function clientFrame(opcode: number, payload: Buffer): Buffer {
  const isShort = payload.length < 126;
  const header = Buffer.alloc(isShort ? 6 : 8);
  header[0] = 0x80 | opcode;
  header[1] = 0x80 | (isShort ? payload.length : 126);
  if (!isShort) header.writeUInt16BE(payload.length, 2);
  return Buffer.concat([header, payload]);
}
