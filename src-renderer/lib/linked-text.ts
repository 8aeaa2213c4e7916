import { linkifyit } from 'linkify-it';

export type TextPiece =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'link'; readonly text: string; readonly url: string };

const links = linkifyit();
// Only what a browser shows; everything else in a message is words.
links.add('ftp:', null).add('//', null);
links.set({ fuzzyEmail: false });

/** A text cut into words and links, in its order. */
export function piecesOf(text: string): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let at = 0;
  for (const { index, lastIndex, url, schema } of links.match(text) ?? []) {
    if (schema === 'mailto:') continue;
    if (index > at) pieces.push({ type: 'text', text: text.slice(at, index) });
    pieces.push({ type: 'link', text: text.slice(index, lastIndex), url });
    at = lastIndex;
  }
  if (at < text.length) pieces.push({ type: 'text', text: text.slice(at) });
  return pieces;
}
