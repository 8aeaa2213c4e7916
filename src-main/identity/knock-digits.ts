import { hash } from 'node:crypto';
import { present } from '#shared/assert.ts';
import { fromBase64url, toBase64url } from '#shared/encoding.ts';
import { signedFields } from './signed-input.ts';

/** What both ends of a knock know once it is opened (T7); each is 32 bytes, those of text in base64url. */
export interface KnockExchange {
  readonly serverKey: string;
  readonly device: string;
  /** SHA-256 of the certificate that the stranger's connection has. */
  readonly certificateHash: Uint8Array;
  /** What the server committed to before it knew the stranger's nonce. */
  readonly commit: string;
  readonly clientNonce: string;
  readonly serverNonce: string;
}

/** What a server says of its nonce before it says the nonce, in base64url. */
export function knockCommit(serverNonce: Uint8Array): string {
  return toBase64url(hash('sha256', signedFields('knock-commit', serverNonce), 'buffer'));
}

/** The six digits that both screens show; null where the nonce is not the one that was committed to: then somebody is in between. */
export function knockDigits(exchange: KnockExchange): string | null {
  const { serverKey, device, certificateHash, commit, clientNonce, serverNonce } = exchange;
  const revealed = bytesOf(serverNonce);
  if (knockCommit(revealed) !== commit) return null;
  const texts = [commit, clientNonce].map(bytesOf);
  const input = signedFields('knock-digits', bytesOf(serverKey), bytesOf(device), certificateHash, ...texts, revealed);
  return String(hash('sha256', input, 'buffer').readBigUInt64BE() % 1_000_000n).padStart(6, '0');
}

function bytesOf(text: string): Uint8Array {
  return present(fromBase64url(text), 'keys and nonces are base64url');
}
