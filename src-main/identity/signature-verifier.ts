import type { KeyObject } from 'node:crypto';
import { importPublicKey, isSignedBy } from './public-key.ts';

/** Checks Ed25519 signatures and keeps the imported keys, since importing costs as much as a fifth of a check. */
export interface SignatureVerifier {
  /** Whether the key (base64url) made the signature (base64url) over the input. A key of small order never did. */
  isSignedBy(publicKey: string, input: Uint8Array, signature: string): boolean;
}

/** Remembers at most `maxKeys` keys, forgetting the one that was not used for longest. */
export function createSignatureVerifier({ maxKeys = 4_096 }: { readonly maxKeys?: number } = {}): SignatureVerifier {
  const keys = new Map<string, KeyObject>();

  function keyOf(publicKey: string): KeyObject | null {
    const key = keys.get(publicKey) ?? importPublicKey(publicKey);
    if (key === null) return null;
    keys.delete(publicKey);
    keys.set(publicKey, key);
    if (keys.size > maxKeys) forgetOldest(keys);
    return key;
  }

  return {
    isSignedBy: (publicKey, input, signature) => {
      const key = keyOf(publicKey);
      return key !== null && isSignedBy(key, input, signature);
    },
  };
}

function forgetOldest(keys: Map<string, KeyObject>): void {
  for (const oldest of keys.keys()) {
    keys.delete(oldest);
    return;
  }
}
