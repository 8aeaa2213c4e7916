/** What is said below the table of figures of each row with violations: no broken figure stands there without what broke. */
import { shorten } from '#shared/domain/text.ts';

/** Of one proof at one share: the lines of a list, empty where nothing broke. */
export interface BrokenRow {
  readonly name: string;
  readonly share: string;
  readonly violations: readonly string[];
}

const maxLines = 50;
const maxText = 400;

/** A line for each violation, of very many for the first ones. */
export function brokenLines({ name, share, violations }: BrokenRow): string[] {
  const shown = violations.slice(0, maxLines).map((problem) => lineOf(name, share, problem));
  const more = violations.length - shown.length;
  return more > 0 ? [...shown, lineOf(name, share, `and ${more} more`)] : shown;
}

/** Of a row whose violations nobody wrote down. */
export function unknownLine(name: string, share: string): string {
  return lineOf(name, share, 'what broke was not written down; the seed of the row repeats it');
}

/** Whose line it is; null where it is none. */
export function ownerOf(line: string): Pick<BrokenRow, 'name' | 'share'> | null {
  const [, name, share] = /^- `([^`]+)`, ([a-z]+): /u.exec(line) ?? [];
  return name === undefined || share === undefined ? null : { name, share };
}

function lineOf(name: string, share: string, problem: string): string {
  // A line, and nothing that the page could take for a mark of its own.
  const text = shorten(problem.replaceAll(/\s+/gu, ' ').trim(), maxText).replaceAll('<', '&lt;');
  return `- \`${name}\`, ${share}: ${text}`;
}
