import { err, ok, type Result } from '../result.ts';
import { skeleton } from './skeleton.ts';
import { codePoints, isStorableText } from './text.ts';

/** Names of people, rooms and servers are at most this long, in code points. */
export const maxNameCodePoints = 64;

/** A name as everybody sees it: NFC, trimmed, nothing invisible in it. */
export type Name = string & { readonly __brand: 'Name' };

export type NameProblem =
  | { readonly type: 'name_empty' }
  | { readonly type: 'name_too_long'; readonly maxCodePoints: number }
  | { readonly type: 'name_ill_formed' };

// White space of every kind, line breaks among it, and the two visible-by-category code points that show nothing.
const blank = /[\t-\r\u0085\p{Z}\u2800\u{1d159}]/gu;
// Controls, bidi and zero-width characters, tags, joiners, variation selectors, fillers, private use (T8), and the place of an
// object that is not there. Unassigned code points stay: they show as a box, and which ones there are depends on the reader's age.
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\ufffc]/gu;
// The blocks that fit any letter, and that stacks of marks climbing over other lines are made of. Marks of a script of its
// own are letters of people's names: four in a row are usual in Burmese, three in Tibetan.
const generalMark = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/u;
const maxGeneralMarksInARow = 2;
const maxMarksInARow = 6;

/**
 * Cleans a name people typed (T8): control, bidi and zero-width characters go, runs of combining marks are capped, white space
 * is folded, the result is NFC. A clean name comes back as it is.
 */
export function parseName(typed: string): Result<Name, NameProblem> {
  if (typed.length > 16 * maxNameCodePoints) return err({ type: 'name_too_long', maxCodePoints: maxNameCodePoints });
  if (!isStorableText(typed)) return err({ type: 'name_ill_formed' });
  const name = typed
    .replace(blank, ' ')
    .replace(invisible, '')
    .replace(/ +/g, ' ')
    // A mark without a letter before it would sit on whatever is shown before the name.
    .replace(/^[ \p{M}]+/u, '')
    .trimEnd()
    .normalize('NFC')
    .replace(/\p{M}+/gu, capMarks)
    .normalize('NFC');
  if (name === '') return err({ type: 'name_empty' });
  if (codePoints(name) > maxNameCodePoints) return err({ type: 'name_too_long', maxCodePoints: maxNameCodePoints });
  return ok(name as Name);
}

/** The name as everybody sees it (T8), of whoever may have sent what is none. */
export function shownName(said: string): Name {
  const name = parseName(said);
  return name.ok ? name.value : ('?' as Name);
}

function capMarks(run: string): string {
  let generalMarks = 0;
  const kept = [...run].filter((mark) => {
    if (!generalMark.test(mark)) return true;
    generalMarks += 1;
    return generalMarks <= maxGeneralMarksInARow;
  });
  return kept.slice(0, maxMarksInARow).join('');
}

/** What a name may share with no other: two names are the same when either of these is. */
export interface NameKey {
  /** How it is read: compatibility forms, case and spacing do not tell names apart, nor do letters that look alike then. */
  readonly read: string;
  /**
   * How it looks as it is written (T8), so that "lan" is the same as "Ian" and "Lan" is not: a stroke is a stroke whatever its
   * letter, and case does not count in what else there is.
   */
  readonly seen: string;
}

export function nameKey(name: Name): NameKey {
  return {
    read: foldName(skeleton(foldName(name))),
    seen: skeleton(foldName(lookOf(name).replaceAll('l', stroke))),
  };
}

/** Whether one name would be taken for the other (T8). */
export function isSameName(one: Name, other: Name): boolean {
  const [key, otherKey] = [nameKey(one), nameKey(other)];
  return key.read === otherKey.read || key.seen === otherKey.seen;
}

/** Stands for l, I, 1 and | alike, whose skeleton is an l: as a letter it would be folded with L. No name has it. */
const stroke = '\ue000';

/** The table has letters such as the long s, which compatibility makes another letter, and leaves out some that it makes plain. */
function lookOf(name: string): string {
  return skeleton(skeleton(name).normalize('NFKC'));
}

function foldName(name: string): string {
  const folded = foldCase(name.normalize('NFKC')).replace(/\s+/gu, '');
  // With and without its dot an i looks the same, and Turkish writes both.
  return folded.normalize('NFKC').replace(/([ij])\u0307+(?!\p{M})/gu, '$1');
}

/** Lower case by way of upper case, so that sharp s, dotless i and the long s agree; a letter at a time, so that sigma does. */
export function foldCase(text: string): string {
  return [...text.toLowerCase().toUpperCase()].map((letter) => letter.toLowerCase()).join('');
}
