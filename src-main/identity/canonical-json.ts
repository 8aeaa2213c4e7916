import canonicalize from 'canonicalize';
import { present } from '#shared/assert.ts';

/**
 * The RFC 8785 form of a JSON value: what is signed and hashed. Throws where there is none (a lone surrogate, a cycle, a
 * number that is not finite); on the wire numbers are integers below 2^53, so it is plain JSON with sorted keys (P9).
 */
export function canonicalJson(value: unknown): string {
  return present(canonicalize(value), 'a canonical JSON value is not undefined');
}

/** Whether a text is JSON in its own canonical form: no spaces, sorted keys, none of them twice. Never throws. */
export function isCanonical(text: string): boolean {
  try {
    return canonicalJson(JSON.parse(text)) === text;
  } catch {
    return false;
  }
}
