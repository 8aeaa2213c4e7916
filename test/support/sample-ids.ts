import * as v from 'valibot';
import {
  commandIdSchema,
  deviceKeySchema,
  epochIdSchema,
  inviteIdSchema,
  outboxIdSchema,
  personIdSchema,
  reportIdSchema,
  roomIdSchema,
  serverIdSchema,
  type CommandId,
  type DeviceKey,
  type EpochId,
  type InviteId,
  type OutboxId,
  type PersonId,
  type ReportId,
  type RoomId,
  type ServerId,
} from '#shared/domain/ids.ts';
import { parseName, type Name } from '#shared/domain/name.ts';
import { toBase32, toBase64url } from '#shared/encoding.ts';

/** Ids by number: the same number is the same id, and what reads them is the schema of the wire. */
export function personIdOf(number: number): PersonId {
  return v.parse(personIdSchema, toBase32(bytesOf(number, 16)));
}

export function roomIdOf(number: number): RoomId {
  return v.parse(roomIdSchema, toBase32(bytesOf(number, 16)));
}

export function inviteIdOf(number: number): InviteId {
  return v.parse(inviteIdSchema, toBase32(bytesOf(number, 16)));
}

export function reportIdOf(number: number): ReportId {
  return v.parse(reportIdSchema, toBase32(bytesOf(number, 16)));
}

export function epochIdOf(number: number): EpochId {
  return v.parse(epochIdSchema, toBase32(bytesOf(number, 16)));
}

export function serverIdOf(number: number): ServerId {
  return v.parse(serverIdSchema, toBase32(bytesOf(number, 32)));
}

export function deviceKeyOf(number: number): DeviceKey {
  return v.parse(deviceKeySchema, toBase64url(bytesOf(number, 32)));
}

export function commandIdOf(number: number): CommandId {
  return v.parse(commandIdSchema, uuidOf(number));
}

export function outboxIdOf(number: number): OutboxId {
  return v.parse(outboxIdSchema, uuidOf(number));
}

/** 16 bytes (macs, tags, salts), 32 (keys, nonces) or 64 (signatures) in base64url. */
export function sampleBytes(length: 16 | 32 | 64, number = 1): string {
  return toBase64url(bytesOf(number, length));
}

export function nameOf(typed: string): Name {
  const name = parseName(typed);
  if (!name.ok) throw new Error(`no name: ${typed}`);
  return name.value;
}

function bytesOf(number: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

function uuidOf(number: number): string {
  return `01900000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}
