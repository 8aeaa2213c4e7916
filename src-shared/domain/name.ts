import { err, ok, type Result } from '../result.ts';
import { codePoints, isStorableText } from './text.ts';

/** Names of people, rooms and servers are at most this long, in code points. */
export const maxNameCodePoints = 64;
const maxMarksInARow = 2;

/** A name as everybody sees it: NFC, trimmed, nothing invisible in it. */
export type Name = string & { readonly __brand: 'Name' };

export type NameProblem =
  | { readonly type: 'name_empty' }
  | { readonly type: 'name_too_long'; readonly maxCodePoints: number }
  | { readonly type: 'name_ill_formed' };

// Cc, Cf (bidi controls, zero-width, tags), line and paragraph separators, private use and unassigned (T8).
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\u115f\u1160\u17b4\u17b5\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]/gu;
const markRun = new RegExp(`(\\p{M}{${maxMarksInARow}})\\p{M}+`, 'gu');

/**
 * Cleans a name people typed (T8): control, bidi and zero-width characters go, runs of combining marks are capped at two,
 * white space is folded, the result is NFC.
 */
export function parseName(typed: string): Result<Name, NameProblem> {
  if (typed.length > 16 * maxNameCodePoints) return err({ type: 'name_too_long', maxCodePoints: maxNameCodePoints });
  if (!isStorableText(typed)) return err({ type: 'name_ill_formed' });
  const name = typed
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(invisible, '')
    .replace(markRun, '$1')
    .trim()
    .normalize('NFC');
  if (name === '' || /^\p{M}+$/u.test(name)) return err({ type: 'name_empty' });
  if (codePoints(name) > maxNameCodePoints) return err({ type: 'name_too_long', maxCodePoints: maxNameCodePoints });
  return ok(name as Name);
}

/** Two names with the same key would be taken for each other: compatibility forms, case and spacing do not tell them apart. */
export function nameKey(name: Name): string {
  return name.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().replace(/\s+/gu, '').normalize('NFKC');
}
