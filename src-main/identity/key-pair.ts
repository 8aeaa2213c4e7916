import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { assert } from '#shared/assert.ts';

const seedBytes = 32;

/** What stands before a 32-byte seed in a PKCS #8 Ed25519 key (RFC 8410, section 7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** An Ed25519 key that can sign: a server's or a device's. The seed itself cannot be read back. */
export interface KeyPair {
  /** The public key, 32 bytes in base64url. */
  readonly publicKey: string;
  /** The signature over the input, 64 bytes in base64url. Takes about 30 µs. */
  sign(input: Uint8Array): string;
}

/** The key pair of a 32-byte seed (RFC 8032, section 5.1.5): the same seed gives the same keys for ever. */
export function createKeyPair(seed: Uint8Array): KeyPair {
  assert(seed.length === seedBytes, 'a key is made from 32 bytes');
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
  const { x: publicKey } = createPublicKey(privateKey).export({ format: 'jwk' });
  assert(publicKey !== undefined, 'an Ed25519 key has a public half');
  return {
    publicKey,
    sign: (input) => sign(null, input, privateKey).toString('base64url'),
  };
}
