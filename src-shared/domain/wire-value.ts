import { isStorableText } from './text.ts';
import { maxWholeNumber } from './whole-number.ts';

/**
 * Objects and lists in one another, in a frame of a command or event, itself counted. Readers that recurse give up after some
 * hundreds: what one server forwards must not be what somebody else's client dies of.
 */
export const maxWireDepth = 32;

const keyPattern = /^[a-z][A-Za-z0-9]*$/;

/**
 * Whether a value read from JSON is one that commands may hold, known fields or not (P9): keys match `[a-z][A-Za-z0-9]*`,
 * numbers are whole and from 0 to 2^53 - 1, text is well-formed and without U+0000, nothing is nested deeper than `depth`. Only of
 * such a value is sorted JSON the RFC 8785 form.
 */
export function isWireValue(value: unknown, depth = maxWireDepth): boolean {
  switch (typeof value) {
    case 'string':
      return isStorableText(value);
    case 'number':
      return isWireNumber(value);
    case 'boolean':
      return true;
    case 'object':
      if (value === null) return true;
      if (depth === 0) return false;
      if (Array.isArray(value)) return value.every((item) => isWireValue(item, depth - 1));
      return Object.entries(value).every(([key, item]) => keyPattern.test(key) && isWireValue(item, depth - 1));
    default:
      return false;
  }
}

// RFC 8785 writes -0 as 0: it would not come back as it went.
function isWireNumber(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= maxWholeNumber && !Object.is(value, -0);
}
