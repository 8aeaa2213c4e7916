import { commands } from '../people/commands.ts';
import { wrapText } from '../text/wrap-text.ts';
import { bold, dim, plain, type Line } from './line.ts';

const usageColumns = 38;
const wideFrom = 79;

/** What can be typed: one line a command, more where the terminal is narrow. */
export function helpLines(width: number): Line[] {
  const lines = Object.entries(commands).flatMap(([word, { usage, does }]): Line[] => {
    const typed = `/${word}${usage === '' ? '' : ` ${usage}`}`;
    if (width < wideFrom)
      return [
        ...wrapText(typed, width).map((text): Line => [bold(text)]),
        ...wrapText(does, width - 2).map((text): Line => [plain('  '), dim(text)]),
      ];
    const [first = '', ...rest] = wrapText(does, width - usageColumns);
    const indent = ' '.repeat(usageColumns);
    return [[bold(typed.padEnd(usageColumns)), dim(first)], ...rest.map((text): Line => [plain(indent), dim(text)])];
  });
  const rest = 'Anything else is said in the room. //text says a line that begins with a slash.';
  return [...lines, ...wrapText(rest, width).map((text): Line => [dim(text)])];
}
