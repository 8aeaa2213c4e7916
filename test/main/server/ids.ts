import type { DeviceKey, OutboxId, PersonId, RoomId } from '#shared/domain/ids.ts';
import { toBase32, toBase64url } from '#shared/encoding.ts';

/** Ids that are valid on the wire and told apart by their number. */
export function personId(number: number): PersonId {
  return id128(1, number) as PersonId;
}

export function roomId(number: number): RoomId {
  return id128(2, number) as RoomId;
}

export function deviceKey(number: number): DeviceKey {
  return toBase64url(bytesOf(32, 3, number)) as DeviceKey;
}

export function outboxId(number: number): OutboxId {
  return `00000000-0000-7000-8000-${number.toString(16).padStart(12, '0')}` as OutboxId;
}

function id128(kind: number, number: number): string {
  return toBase32(bytesOf(16, kind, number));
}

function bytesOf(length: number, kind: number, number: number): Uint8Array {
  const bytes = new Uint8Array(length).fill(kind);
  new DataView(bytes.buffer).setUint32(length - 4, number);
  return bytes;
}
