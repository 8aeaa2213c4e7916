import type { Confusables } from './icu-confusables.ts';

/**
 * Scripts that people write their names in and in which each letter is a letter of its own. Not among them: Latin, Cyrillic
 * and Arabic, which have letters of many alphabets, some of which look the same and are another letter only to a computer.
 */
const scripts = [
  ...[
    'Adlam',
    'Armenian',
    'Balinese',
    'Bengali',
    'Bopomofo',
    'Cherokee',
    'Devanagari',
    'Ethiopic',
    'Georgian',
    'Greek',
  ],
  ...[
    'Gujarati',
    'Gurmukhi',
    'Hanifi_Rohingya',
    'Hebrew',
    'Hiragana',
    'Javanese',
    'Kannada',
    'Katakana',
    'Khmer',
    'Lao',
  ],
  ...['Lisu', 'Malayalam', 'Meetei_Mayek', 'Mongolian', 'Myanmar', 'New_Tai_Lue', 'Nko', 'Ol_Chiki', 'Oriya', 'Osage'],
  ...[
    'Sinhala',
    'Sundanese',
    'Syriac',
    'Tai_Le',
    'Tamil',
    'Telugu',
    'Thaana',
    'Thai',
    'Tibetan',
    'Tifinagh',
    'Vai',
    'Yi',
  ],
].map((name) => ({ name, letter: new RegExp(`^(?=[\\p{L}\\p{M}])\\p{Script=${name}}$`, 'u') }));
const ideographOrHangul = /^(?:\p{Unified_Ideograph}|\p{Script=Hangul})$/u;

/**
 * The table without what would take two people's names for each other that everybody who reads them knows apart: Chinese
 * characters and Korean letters look like nothing but themselves, and letters of one script stay different letters. Of several
 * that look like one letter of another script, the first looks like it.
 */
export function withoutLivingLetters(confusables: Confusables): Confusables {
  const kept = new Map<string, string>();
  const holders = new Set<string>();
  const inOrder = [...confusables].toSorted(([a], [b]) => rank(a) - rank(b));
  for (const [letter, prototype] of inOrder) {
    if (ideographOrHangul.test(letter)) continue;
    const script = scriptOf(letter);
    if (script !== null) {
      const holder = `${script} ${prototype}`;
      const isSecond = holders.has(holder) || scriptOf(prototype) === script;
      if (isSecond) continue;
      holders.add(holder);
    }
    kept.set(letter, prototype);
  }
  return kept;
}

/** Letters before marks, each in the order of Unicode. */
function rank(letter: string): number {
  return (letter.codePointAt(0) ?? 0) + (/\p{M}/u.test(letter) ? 0x11_00_00 : 0);
}

/** The script of a single letter or mark whose letters stay apart. */
function scriptOf(letter: string): string | null {
  return scripts.find((script) => script.letter.test(letter))?.name ?? null;
}

const lineLength = 600;

/** The table as a module: what is looked like in hexadecimal, and then what looks like it, each as the step from the one before. */
export function formatTable(table: Confusables, unicodeVersion: string): string {
  const lettersByPrototype = new Map<string, string[]>();
  for (const [letter, prototype] of table) {
    lettersByPrototype.set(prototype, [...(lettersByPrototype.get(prototype) ?? []), letter]);
  }
  const entries = [...lettersByPrototype].map(([prototype, letters]) => `${hexOf(prototype)}:${stepsOf(letters)}`);
  const lines = [''];
  for (const entry of entries.toSorted()) {
    const line = `${lines.at(-1)}${entry} `;
    lines[lines.length - 1] = line;
    if (line.length > lineLength) lines.push('');
  }
  const texts = lines.map((line) => `  '${line.trim()}',\n`).join('');
  return `// Made by \`npm run confusables\` out of the data of Unicode ${unicodeVersion}, and not to be written by hand. A new table
// needs a migration that computes the keys of all names anew.
// Copyright © Unicode, Inc. Licensed under Unicode-3.0, which lies in build/unicode-licence.txt.

/** What looks like what (UTS #39), for skeleton.ts to read; the letters of most scripts stay apart from each other. */
export const confusables: readonly string[] = [
${texts}];
`;
}

function hexOf(text: string): string {
  return [...text].map((letter) => (letter.codePointAt(0) ?? 0).toString(16)).join('+');
}

function stepsOf(letters: readonly string[]): string {
  const codes = letters.map((letter) => letter.codePointAt(0) ?? 0).toSorted((a, b) => a - b);
  return codes.map((code, index) => (code - (codes[index - 1] ?? 0)).toString(36)).join(',');
}
