import { disarm } from '../text/clean-text.ts';
import { displayWidth } from '../text/display-width.ts';

/** Bold is a name or unread, reverse is where you are, the lamp is what is for you, dim is everything around. */
export type Tone = 'plain' | 'bold' | 'dim' | 'lamp' | 'reverse';

export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** One row on the screen. */
export type Line = readonly Span[];

const codes: Readonly<Record<Exclude<Tone, 'plain'>, string>> = { bold: '1', dim: '2', lamp: '1;33', reverse: '7' };

export function plain(text: string): Span {
  return { text, tone: 'plain' };
}

export function bold(text: string): Span {
  return { text, tone: 'bold' };
}

export function dim(text: string): Span {
  return { text, tone: 'dim' };
}

export function lamp(text: string): Span {
  return { text, tone: 'lamp' };
}

export function reverse(text: string): Span {
  return { text, tone: 'reverse' };
}

/** What is written for a line. The only escape sequences are those of its tones; without colour there are none at all. */
export function paint(line: Line, isColour: boolean): string {
  return line.map((span) => paintSpan(span, isColour)).join('');
}

function paintSpan({ text, tone }: Span, isColour: boolean): string {
  const safe = disarm(text);
  return tone === 'plain' || !isColour || safe === '' ? safe : `\u001b[${codes[tone]}m${safe}\u001b[0m`;
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, span) => sum + displayWidth(span.text), 0);
}
