import { maxWireDepth } from '#shared/domain/wire-value.ts';
import { canonicalJson } from '../../identity/canonical-json.ts';

const keyPattern = /^[a-z][A-Za-z0-9]*$/;
// The escape of a lone surrogate, which has no canonical form; or only a backslash before a `ud`, told apart the slow way.
const maybeSurrogate = '\\ud';

/**
 * Whether `text`, of which `parsed` is what JSON.parse made, is its own canonical form as the wire has it (P9): RFC 8785, keys
 * of letters and digits, numbers whole and below 2^53, not nested too deep. Then sorting is all that RFC 8785 asks beyond
 * JSON.stringify, and looking whether keys stand in order costs a fifth of sorting them.
 */
export function isCanonicalWire(text: string, parsed: unknown): boolean {
  if (!isPlain(parsed) || JSON.stringify(parsed) !== text) return false;
  return !text.includes(maybeSurrogate) || hasCanonicalForm(parsed);
}

function isPlain(value: unknown, depth = 0): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === maxWireDepth) return false;
  if (Array.isArray(value)) return value.every((member) => isPlain(member, depth + 1));
  let previous = '';
  for (const [key, member] of Object.entries(value)) {
    if (key <= previous || !keyPattern.test(key) || !isPlain(member, depth + 1)) return false;
    previous = key;
  }
  return true;
}

function hasCanonicalForm(parsed: unknown): boolean {
  try {
    canonicalJson(parsed);
    return true;
  } catch {
    return false;
  }
}
