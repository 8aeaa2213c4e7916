const colourCount = 8;

/** One of the eight colours of people, always the same for an id. */
export function colourOf(id: string): number {
  let hash = 7;
  for (const letter of id) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return (hash % colourCount) + 1;
}

const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const joined = /[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Thai}\p{Script=Tamil}]/u;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What stands for a name in a circle: two initials, the given name where names are written without spaces, one letter where they join. */
export function initialsOf(name: string, max: 1 | 2): string {
  const words = name.trim().split(/\s+/u);
  const first = words[0] ?? '';
  if (cjk.test(first))
    return lettersOf(words.length > 1 && cjk.test(words.at(-1) ?? '') ? (words.at(-1) ?? '') : first)
      .slice(-max)
      .join('');
  const initial = lettersOf(first)[0] ?? '';
  if (max === 1 || joined.test(first) || words.length < 2) return initial.toLocaleUpperCase();
  return (initial + (lettersOf(words.at(-1) ?? '')[0] ?? '')).toLocaleUpperCase();
}

function lettersOf(word: string): string[] {
  const letters = word.replace(/^[^\p{L}\p{N}]+/u, '');
  return Array.from(segmenter.segment(letters === '' ? word : letters), ({ segment }) => segment);
}
