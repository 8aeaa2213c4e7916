import { createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { fromBase64url } from '#shared/encoding.ts';

const keyBytes = 32;
const signatureBytes = 64;

/** 2^255 - 19, the field's size, in hex: a y at or above it is a second spelling of a smaller one. */
const fieldSize = `7${'f'.repeat(61)}ed`;

/** The y coordinates (in hex) of the eight points of small order, which differ in the sign of x besides. */
const smallOrderY = new Set([
  '0'.repeat(64),
  '1'.padStart(64, '0'),
  `7${'f'.repeat(61)}ec`,
  '05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826',
  '7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7',
]);

/**
 * The Ed25519 key a text stands for, ready to verify with, or null where it is not 32 bytes in base64url, not in its one
 * canonical encoding, or of small order: such a key would verify signatures that nobody made (P13).
 */
export function importPublicKey(text: string): KeyObject | null {
  const bytes = fromBase64url(text);
  if (bytes === null || !isUsablePublicKey(bytes)) return null;
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text }, format: 'jwk' });
}

/** Whether an Ed25519 public key of 32 raw bytes is canonically encoded and not of small order. */
export function isUsablePublicKey(key: Uint8Array): boolean {
  if (key.length !== keyBytes) return false;
  const y = Buffer.from(key).reverse();
  // The topmost bit is the sign of x.
  y.writeUInt8(y.readUInt8(0) & 0x7f, 0);
  const yHex = y.toString('hex');
  return !smallOrderY.has(yHex) && yHex < fieldSize;
}

/** Whether a signature of 64 bytes in base64url over the input was made by the key. False, never an error. */
export function isSignedBy(key: KeyObject, input: Uint8Array, signature: string): boolean {
  const bytes = fromBase64url(signature);
  return bytes?.length === signatureBytes && verify(null, input, key, bytes);
}
