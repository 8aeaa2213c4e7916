/** Objects and lists in one another in any frame: a page holds events, which are at most 32 deep. */
export const maxFrameDepth = 64;

const quote = 0x22;
const backslash = 0x5c;
const bracket = 0x5b;
const brace = 0x7b;
const closing = 2;

/**
 * Whether the text, if it is JSON, is nested deeper than a frame may be. Told before it is parsed: of 128 KiB of brackets
 * the parser makes ten times the work that it makes of other frames.
 */
export function isTooDeep(text: string, maxDepth = maxFrameDepth): boolean {
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
