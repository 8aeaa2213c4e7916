import { isUtf8 } from 'node:buffer';
import { maxFileTextLength, maxPictureTextLength, type FileEnding } from '#shared/ipc/shell-api.ts';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** The signature and the first chunk. */
const shortestPngBytes = 33;

/**
 * The bytes of a file that a window hands over in base64: a PNG (RFC 2083) of a mebibyte at most, or UTF-8 text; null where it is
 * not what its ending says, or too large. Nothing else is ever saved.
 */
export function fileContent(ending: FileEnding, base64: string): Buffer | null {
  const maxLength = ending === 'png' ? maxPictureTextLength : maxFileTextLength;
  if (base64.length > maxLength || !/^[A-Za-z0-9+/]+={0,2}$/u.test(base64)) return null;
  const bytes = Buffer.from(base64, 'base64');
  return (ending === 'png' ? isPng(bytes) : isUtf8(bytes)) ? bytes : null;
}

function isPng(bytes: Buffer): boolean {
  if (bytes.length < shortestPngBytes) return false;
  return bytes.subarray(0, signature.length).equals(signature) && bytes.toString('latin1', 12, 16) === 'IHDR';
}
