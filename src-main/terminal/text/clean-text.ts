/**
 * What others wrote must never drive the terminal: control characters and escape sequences become visible pictures, bidi
 * controls go, lone surrogates are replaced. What is left are letters and line feeds.
 */
const lineBreaks = /\r\n|[\r\v\f\u0085\u2028\u2029]/gu;
const bidiControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
// A single letter never needs more; a tower of marks would climb over the lines above it.
const markTower = /(\p{M}{6})\p{M}+/gu;
const strayControl = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu;
// Cc without line feed.
const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\p{Cs}]/gu;
// Hebrew, Arabic and the other scripts that run from right to left, with their presentation forms.
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Text of several lines, fit to be shown. */
export function cleanText(text: string): string {
  return text
    .replace(lineBreaks, '\n')
    .replace(/\t/gu, '    ')
    .replace(control, picture)
    .replace(bidiControls, '')
    .replace(markTower, '$1');
}

/** The same on one line. */
export function cleanLine(text: string): string {
  const lines = cleanText(text)
    .split('\n')
    .map((line) => line.trim());
  return lines.filter((line) => line !== '').join(' ');
}

/** A name of a person, room or server: one line, nothing invisible in it, isolated from the direction of what stands around it. */
export function cleanName(name: string): string {
  const visible = cleanLine(name)
    .replace(/\p{Cf}/gu, '')
    .trim();
  return isolate(visible === '' ? '?' : visible);
}

/** Keeps right-to-left text from reordering its neighbours; other text needs no help and stays as it is. */
export function isolate(text: string): string {
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text;
}

/**
 * The last look before anything is written: whatever came this far by mistake loses its power. Only isolates that open and
 * close within the text survive.
 */
export function disarm(text: string): string {
  const safe = text.replace(strayControl, '\ufffd').replace(/[\u202a-\u202e]/gu, '');
  return isBalanced(safe) ? safe : safe.replace(/[\u2066-\u2069]/gu, '');
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const [mark] of text.matchAll(/[\u2066-\u2069]/gu)) {
    depth += mark === '\u2069' ? -1 : 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** Control pictures exist for the 32 of ASCII and for DEL. */
function picture(char: string): string {
  const code = char.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
}
