import { foldCase } from './name.ts';
import { codePoints } from './text.ts';

/** Scripts that write words without spaces between them, and Korean, which hangs its particles on to a name. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const wordCharacter = /[\p{L}\p{N}\p{M}_]/u;
const lowSurrogate = /^[\udc00-\udfff]$/;

/**
 * Whether a text names a person: by `@` and the display name, or by the whole name as words of its own. Case, spacing and the
 * form of accents do not matter. A name of one character alone is too common a word, and wants its `@`.
 */
export function namesPerson(text: string, displayName: string): boolean {
  const name = fold(displayName);
  if (name === '') return false;
  const words = fold(text);
  const isShort = codePoints(name) === 1;
  const [first, last] = [characterAt(name, 0), characterBefore(name, name.length)];
  for (let at = words.indexOf(name); at >= 0; at = words.indexOf(name, at + 1)) {
    // No more than the characters around it is looked at: a name may stand in a text ten thousand times.
    const before = characterBefore(words, at);
    const isCalled = before === '@' || before === '＠';
    if (isShort && !isCalled) continue;
    // What stands before an @ would make an address of it.
    const isBegun = isApart(isCalled ? characterBefore(words, at - 1) : before, first);
    if (isBegun && isApart(last, characterAt(words, at + name.length))) return true;
  }
  return false;
}

/** Whether a word can end and another begin between these two characters; nothing is the edge of the text. */
function isApart(left: string, right: string): boolean {
  return !wordCharacter.test(left) || !wordCharacter.test(right) || unspaced.test(left) || unspaced.test(right);
}

/** The code point that begins at this unit of UTF-16; empty beyond the end. */
function characterAt(text: string, index: number): string {
  const code = text.codePointAt(index);
  return code === undefined ? '' : String.fromCodePoint(code);
}

/** The code point that ends before this unit of UTF-16; empty at the beginning. */
function characterBefore(text: string, index: number): string {
  const unit = text.charAt(index - 1);
  const whole = lowSurrogate.test(unit) ? characterAt(text, index - 2) : unit;
  return whole.length === 2 ? whole : unit;
}

function fold(text: string): string {
  return foldCase(text.normalize('NFC').replace(/\s+/gu, ' ')).trim();
}
