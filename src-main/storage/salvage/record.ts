import type { SqlValue } from '../readable-db.ts';

/** A number of one to nine bytes, and where the next thing begins. */
export function readVarint(bytes: Buffer, at: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let count = 0; count < 8; count += 1) {
    const byte = bytes.readUInt8(at + count);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, next: at + count + 1 };
  }
  return { value: value * 256 + bytes.readUInt8(at + 8), next: at + 9 };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The columns of a row as SQLite stores them (https://www.sqlite.org/fileformat2.html, 2.1). Throws on what is none. */
export function readRecord(payload: Buffer): SqlValue[] {
  const head = readVarint(payload, 0);
  const values: SqlValue[] = [];
  let at = head.next;
  let from = head.value;
  while (at < head.value) {
    const type = readVarint(payload, at);
    const bytes = sizeOf(type.value);
    if (from + bytes > payload.length) throw new RangeError('A value ends behind its row.');
    values.push(valueOf(type.value, payload.subarray(from, from + bytes)));
    from += bytes;
    at = type.next;
  }
  return values;
}

const fixedSizes = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function sizeOf(type: number): number {
  const fixed = fixedSizes[type];
  if (fixed !== undefined) return fixed;
  if (type < 12) throw new RangeError('There is no such kind of value.');
  return Math.floor((type - 12) / 2);
}

function valueOf(type: number, bytes: Buffer): SqlValue {
  if (type === 0) return null;
  if (type === 7) return bytes.readDoubleBE();
  if (type === 8 || type === 9) return type - 8;
  if (type === 6) return Number(bytes.readBigInt64BE());
  if (type < 7) return bytes.readIntBE(0, bytes.length);
  return type % 2 === 0 ? Uint8Array.from(bytes) : utf8.decode(bytes);
}
