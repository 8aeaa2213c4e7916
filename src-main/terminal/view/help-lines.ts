import { commands } from '../people/commands.ts';
import { wrapText } from '../text/wrap-text.ts';
import { bold, dim, plain, type Line } from './line.ts';

const usageColumns = 34;

/** What can be typed: one line a command, two where the terminal is narrow. */
export function helpLines(width: number): Line[] {
  const lines = Object.entries(commands).flatMap(([word, { usage, does }]): Line[] => {
    const typed = `/${word}${usage === '' ? '' : ` ${usage}`}`;
    if (width >= 2 * usageColumns) return [[bold(typed.padEnd(usageColumns)), dim(does)]];
    return [[bold(typed)], ...wrapText(does, width - 2).map((text): Line => [plain('  '), dim(text)])];
  });
  const rest = 'Anything else is said in the room. //text says a line that begins with a slash.';
  return [...lines, ...wrapText(rest, width).map((text): Line => [dim(text)])];
}
