const quote = 0x22;
const backslash = 0x5c;
const bracket = 0x5b;
const brace = 0x7b;
const closing = 2;

/**
 * Whether the text, if it is JSON, is nested deeper than that. Told before it is parsed: of 128 KiB of brackets the parser
 * makes ten times the work that it makes of other text, and what is very deep, nothing can be made of that walks it.
 */
export function isTooDeep(text: string, maxDepth: number): boolean {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (isInString) {
      if (unit === backslash) index += 1;
      else if (unit === quote) isInString = false;
    } else if (unit === quote) {
      isInString = true;
    } else if (unit === bracket || unit === brace) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (unit === bracket + closing || unit === brace + closing) {
      depth -= 1;
    }
  }
  return false;
}
