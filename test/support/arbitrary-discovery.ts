import fc from 'fast-check';
import * as v from 'valibot';
import type { Address } from '#shared/discovery/address.ts';
import { parseAddress } from '#shared/discovery/address.ts';
import type { ServerRecord } from '#shared/discovery/server-record.ts';
import { serverIdSchema, type ServerId } from '#shared/domain/ids.ts';
import { parseName, type Name } from '#shared/domain/name.ts';
import { toBase32 } from '#shared/encoding.ts';

/** Generators of what discovery reads and writes. */
export const serverIds: fc.Arbitrary<ServerId> = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => v.parse(serverIdSchema, toBase32(bytes)));

const names: fc.Arbitrary<Name> = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 64 })
  .map((text) => parseName(text))
  .filter((name) => name.ok)
  .map((name) => name.value);

const ports = fc.integer({ min: 1, max: 65_535 });
const hostTexts = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain());

export const addresses: fc.Arbitrary<Address> = fc
  .tuple(hostTexts, ports)
  .map(([host, port]) => parseAddress(host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`))
  .filter((address) => address.ok)
  .map((address) => address.value);

export const serverRecords: fc.Arbitrary<ServerRecord> = fc.record({
  serverId: serverIds,
  name: names,
  versions: fc.uniqueArray(fc.integer({ min: 1, max: 9_999 }), { minLength: 1, maxLength: 8 }),
});

/** Text of any UTF-16 units, lone surrogates and control characters among them. */
export function hostileTexts(maxLength: number): fc.Arbitrary<string> {
  const unit = fc.oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0xffff }));
  return fc.array(unit, { maxLength }).map((units) => String.fromCharCode(...units));
}
