import { hash } from 'node:crypto';
import { present } from '#shared/assert.ts';
import { fromBase64url, toBase64url } from '#shared/encoding.ts';
import type { DeviceLink } from './device-link.ts';
import { idBytesOf, keyBytesOf, serverIdBytes } from './ids.ts';
import { signedFields } from './signed-input.ts';

/**
 * What two devices of one person know of each other before one signs for the other. The new one commits to its nonce before it
 * learns the other's, and says it only then: whoever is in between, the server too, has one guess in a million.
 */
export interface LinkExchange extends DeviceLink {
  /** What the new device committed to, before it knew the other's nonce; 32 bytes in base64url, as the nonces. */
  readonly commit: string;
  readonly newNonce: string;
  readonly oldNonce: string;
}

/** What the new device says of its nonce before it says the nonce, in base64url. */
export function linkCommit(newNonce: Uint8Array): string {
  return toBase64url(hash('sha256', signedFields('link-commit', newNonce), 'buffer'));
}

/** The six digits that both screens show; null where the nonce is not the one that was committed to: then somebody is in between. */
export function linkDigits(exchange: LinkExchange): string | null {
  const { serverId, personId, linkedBy, device, commit, newNonce, oldNonce } = exchange;
  const revealed = bytesOf(newNonce);
  if (linkCommit(revealed) !== commit) return null;
  const keys = [linkedBy, device].map(keyBytesOf);
  const nonces = [bytesOf(commit), revealed, bytesOf(oldNonce)];
  const input = signedFields('link-digits', serverIdBytes(serverId), idBytesOf(personId), ...keys, ...nonces);
  return String(hash('sha256', input, 'buffer').readBigUInt64BE() % 1_000_000n).padStart(6, '0');
}

function bytesOf(text: string): Uint8Array {
  return present(fromBase64url(text), 'nonces are base64url');
}
