import type { OutgoingBatch } from './outgoing-batch.ts';

/** One text frame; on its own it is a batch of one. Whatever goes to many connections is made once. */
export interface Frame extends OutgoingBatch {
  readonly text: string;
}

/** A text frame whose bytes are encoded at the first use. */
export function createFrame(text: string): Frame {
  let wire: Buffer | undefined;
  return {
    text,
    texts: [text],
    wire: () => (wire ??= encodeTextFrame(text)),
  };
}

/** A batch of frames: one copy of their bytes for all connections that get the same list. */
export function joinFrames(frames: readonly Frame[]): OutgoingBatch {
  const [first] = frames;
  if (first !== undefined && frames.length === 1) return first;
  let texts: readonly string[] | undefined;
  let wire: Buffer | undefined;
  return {
    get texts() {
      return (texts ??= frames.map((frame) => frame.text));
    },
    wire: () => (wire ??= Buffer.concat(frames.map((frame) => frame.wire()))),
  };
}

/** Encoded frames in pieces of at most so many bytes, cut only between frames; a longer frame is a piece of its own. */
export function splitAtFrames(wire: Buffer, maxBytes: number): readonly Buffer[] {
  if (wire.length <= maxBytes) return [wire];
  const pieces: Buffer[] = [];
  let start = 0;
  for (let end = 0; end < wire.length;) {
    const next = end + frameBytesAt(wire, end);
    if (next - start > maxBytes && end > start) {
      pieces.push(wire.subarray(start, end));
      start = end;
    }
    end = next;
  }
  pieces.push(wire.subarray(start));
  return pieces;
}

const finalTextFrame = 0x81;
const twoByteLength = 126;
const eightByteLength = 127;

/**
 * The bytes of an unmasked text frame (RFC 6455, section 5.2). By hand, because `ws` neither types nor documents its own
 * encoder and copies once more.
 */
function encodeTextFrame(text: string): Buffer {
  const payloadBytes = Buffer.byteLength(text, 'utf8');
  const headerBytes = headerBytesOf(payloadBytes);
  const frame = Buffer.allocUnsafe(headerBytes + payloadBytes);
  frame[0] = finalTextFrame;
  if (headerBytes === 2) {
    frame[1] = payloadBytes;
  } else if (headerBytes === 4) {
    frame[1] = twoByteLength;
    frame.writeUInt16BE(payloadBytes, 2);
  } else {
    frame[1] = eightByteLength;
    frame.writeUInt32BE(0, 2);
    frame.writeUInt32BE(payloadBytes, 6);
  }
  frame.write(text, headerBytes, 'utf8');
  return frame;
}

function headerBytesOf(payloadBytes: number): 2 | 4 | 10 {
  if (payloadBytes < twoByteLength) return 2;
  return payloadBytes < 0x1_00_00 ? 4 : 10;
}

function frameBytesAt(wire: Buffer, at: number): number {
  const length = wire.readUInt8(at + 1);
  if (length < twoByteLength) return 2 + length;
  return length === twoByteLength ? 4 + wire.readUInt16BE(at + 2) : 10 + wire.readUInt32BE(at + 6);
}
