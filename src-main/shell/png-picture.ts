import { maxPictureTextLength } from '#shared/ipc/shell-api.ts';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** The signature and the first chunk. */
const shortestBytes = 33;

/** The bytes of a PNG (RFC 2083) that a window hands over in base64; null where it is none, or too large. Nothing else is ever saved. */
export function pngPicture(base64: string): Buffer | null {
  if (base64.length > maxPictureTextLength || !/^[A-Za-z0-9+/]+={0,2}$/u.test(base64)) return null;
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length < shortestBytes) return null;
  const isPng = bytes.subarray(0, signature.length).equals(signature) && bytes.toString('latin1', 12, 16) === 'IHDR';
  return isPng ? bytes : null;
}
