import { cutToWidth, displayWidth } from '../text/display-width.ts';
import { wrapText } from '../text/wrap-text.ts';
import { dim, plain, type Line } from './line.ts';

/** What a fact is called, and the fact, cleaned. */
export type Labelled = readonly [label: string, text: string];

const narrowColumns = 44;
/** Names can be long, and are known by their beginning. */
const maxLabelColumns = 24;

/** Facts below one another, their texts in one column; below its label each where the terminal is narrow. */
export function labelledLines(facts: readonly Labelled[], width: number): Line[] {
  const most = Math.min(maxLabelColumns, Math.floor(width / 3));
  const column = Math.min(most, Math.max(...facts.map(([label]) => displayWidth(label)))) + 2;
  const isNarrow = width < narrowColumns;
  const indent = isNarrow ? 2 : column;
  return facts.flatMap(([label, text]): Line[] => {
    const lines = wrapText(text, width - indent);
    const below = lines.map((line): Line => [plain(' '.repeat(indent)), plain(line)]);
    if (isNarrow) return [[dim(cutToWidth(label, width))], ...below];
    const cut = cutToWidth(label, column - 2);
    const [first = '', ...rest] = lines;
    const head: Line = [dim(cut + ' '.repeat(column - displayWidth(cut))), plain(first)];
    return [head, ...rest.map((line): Line => [plain(' '.repeat(indent)), plain(line)])];
  });
}
