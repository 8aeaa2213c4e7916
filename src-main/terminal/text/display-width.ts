/** How many columns of a terminal text takes: East Asian wide characters and emoji take two, marks none. */
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const printableAscii = /^[\u0020-\u007e]*$/u;
const zeroWidth = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}\u1160-\u11ff]$/u;
// East_Asian_Width W and F; what is wide because it is an emoji has a property of its own.
const wide = new RegExp(
  '^[\\p{Emoji_Presentation}\\u1100-\\u115f\\u2329\\u232a\\u2630-\\u2637\\u268a-\\u268f\\u2e80-\\u303e\\u3041-\\ua4cf' +
    '\\ua960-\\ua97f\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe10-\\ufe19\\ufe30-\\ufe6f\\uff01-\\uff60\\uffe0-\\uffe6' +
    '\\u{16fe0}-\\u{18dff}\\u{1aff0}-\\u{1b2ff}\\u{1d300}-\\u{1d376}\\u{1f200}-\\u{1f265}\\u{20000}-\\u{3fffd}]$',
  'u',
);
const emojiPresentation = '\ufe0f';
const ellipsis = '…';

/** Columns of one line of text. */
export function displayWidth(text: string): number {
  if (printableAscii.test(text)) return text.length;
  return graphemes(text).reduce((sum, grapheme) => sum + graphemeWidth(grapheme), 0);
}

/** What people count as one character each. */
export function graphemes(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

export function graphemeWidth(grapheme: string): number {
  if (grapheme.includes(emojiPresentation)) return 2;
  let width = 0;
  for (const char of grapheme) {
    if (zeroWidth.test(char)) continue;
    width += wide.test(char) ? 2 : 1;
  }
  return Math.min(width, 2);
}

/** The text, or as much of its start as leaves room for an ellipsis. Isolates it opens are closed. */
export function cutToWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let cut = '';
  let used = 0;
  for (const grapheme of graphemes(text)) {
    used += graphemeWidth(grapheme);
    if (used > width - 1) break;
    cut += grapheme;
  }
  const open = cut.includes('\u2068') && !cut.includes('\u2069') ? '\u2069' : '';
  return cut.trimEnd() + (width > 0 ? ellipsis : '') + open;
}

/** Cut or filled up with spaces to exactly `width` columns. */
export function fitToWidth(text: string, width: number): string {
  const cut = cutToWidth(text, width);
  return cut + ' '.repeat(Math.max(0, width - displayWidth(cut)));
}
