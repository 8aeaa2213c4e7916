import { foldCase } from './name.ts';
import { codePoints } from './text.ts';

/** Scripts that write words without spaces between them, and Korean, which hangs its particles on to a name. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const wordCharacter = /[\p{L}\p{N}\p{M}_]/u;
const firstCharacter = /^./su;
const lastCharacter = /.$/su;

/**
 * Whether a text names a person: by `@` and the display name, or by the whole name as words of its own. Case, spacing and the
 * form of accents do not matter. A name of one character alone is too common a word, and wants its `@`.
 */
export function namesPerson(text: string, displayName: string): boolean {
  const name = fold(displayName);
  if (name === '') return false;
  const words = fold(text);
  const isShort = codePoints(name) === 1;
  for (let at = words.indexOf(name); at >= 0; at = words.indexOf(name, at + 1)) {
    const before = words.slice(0, at);
    const after = words.slice(at + name.length);
    const isCalled = /[@＠]$/u.test(before);
    if (isShort && !isCalled) continue;
    // What stands before an @ would make an address of it.
    const isBegun = isCalled ? isApart(before.slice(0, -1), name[0] ?? '') : isApart(before, name);
    if (isBegun && isApart(name, after)) return true;
  }
  return false;
}

/** Whether a word can end and another begin where these two meet. */
function isApart(left: string, right: string): boolean {
  const [last = '', first = ''] = [lastCharacter.exec(left)?.[0], firstCharacter.exec(right)?.[0]];
  return !wordCharacter.test(last) || !wordCharacter.test(first) || unspaced.test(last) || unspaced.test(first);
}

function fold(text: string): string {
  return foldCase(text.normalize('NFC').replace(/\s+/gu, ' ')).trim();
}
