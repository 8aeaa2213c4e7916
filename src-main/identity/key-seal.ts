import { createCipheriv, createDecipheriv } from 'node:crypto';
import { fromBase64url, toBase64url } from '#shared/encoding.ts';
import type { Random } from '#shared/random.ts';

/** Guards seeds on disk by a key that the system's keystore keeps (T5). */
export interface KeySeal {
  /** One line of text. */
  seal(seed: Uint8Array, random: Random): string;
  /** Null where the text was not sealed by this, or is damaged. */
  open(text: string): Uint8Array | null;
}

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM: nonce, ciphertext and tag in one. */
export function createKeySeal(key: Uint8Array): KeySeal {
  return {
    seal: (seed, random) => {
      const nonce = random.bytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      return toBase64url(Buffer.concat([nonce, cipher.update(seed), cipher.final(), cipher.getAuthTag()]));
    },
    open: (text) => {
      const sealed = fromBase64url(text);
      if (sealed === null || sealed.length <= nonceBytes + tagBytes) return null;
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAuthTag(sealed.subarray(-tagBytes));
      try {
        return new Uint8Array(
          Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]),
        );
      } catch {
        return null;
      }
    },
  };
}

/** What a process is told of the keystore: null where there is none. */
export function parseSealKey(text: string | null): KeySeal | null {
  const key = text === null ? null : fromBase64url(text);
  return key?.length === keyBytes ? createKeySeal(key) : null;
}
