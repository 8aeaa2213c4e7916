import { graphemes, graphemeWidth } from './display-width.ts';

/**
 * Breaks text into lines of at most `width` columns: after spaces where there are any, between wide characters, and inside
 * a word only when it is longer than a line. `Infinity` breaks at line feeds alone.
 */
export function wrapText(text: string, width: number): string[] {
  const paragraphs = text.split('\n');
  if (width === Infinity) return paragraphs;
  return paragraphs.flatMap((paragraph) => wrapParagraph(paragraph, Math.max(2, width)));
}

function wrapParagraph(paragraph: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let lineWidth = 0;
  for (const piece of pieces(paragraph, width)) {
    const isSpace = piece.text === ' ';
    if (lineWidth + piece.width > width && !isSpace) {
      lines.push(line.trimEnd());
      line = '';
      lineWidth = 0;
    }
    line += piece.text;
    lineWidth += piece.width;
  }
  return [...lines, line.trimEnd()];
}

interface Piece {
  readonly text: string;
  readonly width: number;
}

/** What a line is filled with: words, single spaces, single wide characters; words longer than a line in parts. */
function pieces(paragraph: string, width: number): Piece[] {
  const done: Piece[] = [];
  let word: Piece = { text: '', width: 0 };
  function endWord(): void {
    if (word.text !== '') done.push(word);
    word = { text: '', width: 0 };
  }
  for (const grapheme of graphemes(paragraph)) {
    const columns = graphemeWidth(grapheme);
    if (grapheme === ' ' || columns === 2) {
      endWord();
      done.push({ text: grapheme, width: columns });
      continue;
    }
    if (word.width + columns > width) endWord();
    word = { text: word.text + grapheme, width: word.width + columns };
  }
  endWord();
  return done;
}
