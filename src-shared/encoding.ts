/**
 * The two text forms of bytes on the wire, without padding: base64url (RFC 4648 section 5) for keys, nonces, signatures,
 * macs and salts; lower-case base32 (RFC 4648 section 6) for ids, which people read aloud and paste.
 */
const base64urlAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const base32Alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

export function toBase64url(bytes: Uint8Array): string {
  return encode(bytes, base64urlAlphabet, 6);
}

/** The bytes, or null when the text is not their one canonical form. */
export function fromBase64url(text: string): Uint8Array | null {
  return decode(text, base64urlAlphabet, 6);
}

export function toBase32(bytes: Uint8Array): string {
  return encode(bytes, base32Alphabet, 5);
}

/** The bytes, or null when the text is not their one canonical form. */
export function fromBase32(text: string): Uint8Array | null {
  return decode(text, base32Alphabet, 5);
}

function encode(bytes: Uint8Array, alphabet: string, bitsPerDigit: number): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= bitsPerDigit) {
      bits -= bitsPerDigit;
      text += alphabet.charAt((buffer >> bits) & ((1 << bitsPerDigit) - 1));
    }
    buffer &= (1 << bits) - 1;
  }
  if (bits > 0) text += alphabet.charAt(buffer << (bitsPerDigit - bits));
  return text;
}

function decode(text: string, alphabet: string, bitsPerDigit: number): Uint8Array | null {
  const bytes = new Uint8Array(Math.floor((text.length * bitsPerDigit) / 8));
  if (Math.ceil((bytes.length * 8) / bitsPerDigit) !== text.length) return null;
  let buffer = 0;
  let bits = 0;
  let length = 0;
  for (const digit of text) {
    const value = alphabet.indexOf(digit);
    if (value < 0) return null;
    buffer = (buffer << bitsPerDigit) | value;
    bits += bitsPerDigit;
    if (bits >= 8) {
      bits -= 8;
      bytes[length] = (buffer >> bits) & 0xff;
      length += 1;
      buffer &= (1 << bits) - 1;
    }
  }
  return buffer === 0 ? bytes : null;
}
