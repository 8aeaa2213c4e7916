import { readFileSync } from 'node:fs';
import { projectFolder } from './entries.ts';
import { icnsKinds } from './icon-formats.ts';

/** A square SVG for a picture of so many pixels. */
export type Drawing = (size: number) => string;

export interface Picture {
  /** Below build/icons. */
  readonly name: string;
  readonly draw: Drawing;
  readonly size: number;
}

export interface Pictures {
  /** The app's icon, as Windows and Linux have it: to the edge. */
  readonly app: Drawing;
  /** The app's icon on macOS: its square is 824 of 1,024 wide. */
  readonly mac: Drawing;
  readonly files: readonly Picture[];
}

export const icoSizes = [16, 20, 24, 32, 40, 48, 64, 128, 256];
export const icnsSizes = [...new Set(Object.values(icnsKinds))];
const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512];
const traySize = 16;
/** Pixels a point: what Windows and Linux can be set to. */
const desktopScales = [1, 1.25, 1.5, 2, 3];
const macMargin = 100 / 1_024;

// Of styles/tokens.css: ink, and the lamp where it stands on its own as a sign.
const onLight: Colours = { ink: '#141e1a', lamp: '#b4740a' };
const onDark: Colours = { ink: '#e6ebe8', lamp: '#f2bd58' };

interface Colours {
  readonly ink: string;
  readonly lamp: string;
}

export function pictures(): Pictures {
  const mark = insideOf(`${projectFolder}src-renderer/mark.svg`);
  const mono = insideOf(`${projectFolder}build/icons/mark-mono.svg`);
  const app: Drawing = () => svg('0 0 64 64', mark);
  const margin = (64 * macMargin) / (1 - 2 * macMargin);
  const mac: Drawing = () => svg(`${-margin} ${-margin} ${64 + 2 * margin} ${64 + 2 * margin}`, mark);
  const desktop = Object.entries({ light: onLight, dark: onDark }).flatMap(([theme, colours]) => [
    ...scaled({ name: `tray-${theme}`, draw: tray(mono, colours), scales: desktopScales }),
    ...scaled({ name: `tray-${theme}-unread`, draw: litTray(mono, colours), scales: desktopScales }),
  ]);
  const files = [
    ...linuxSizes.map((size) => ({ name: `linux/${size}x${size}.png`, draw: app, size })),
    { name: '512.png', draw: app, size: 512 },
    ...desktop,
    ...scaled({ name: 'badge', draw: () => svg('0 0 16 16', badge), scales: desktopScales }),
  ];
  return { app, mac, files };
}

function tray(mono: string, { ink }: Colours): Drawing {
  return () => svg('0 0 64 64', `<g color="${ink}">${mono}</g>`);
}

/** The lamp beside the door is lit and falls on the floor. Its shape tells it too, for eyes that see no amber. */
function litTray(mono: string, { ink, lamp }: Colours): Drawing {
  const [door, floor] = mono.split(/(?=<path)/).filter((part) => part.startsWith('<path'));
  const light = `<circle cx="8" cy="12" r="8" fill="currentColor"/>`;
  return () => svg('0 0 64 64', `<g color="${ink}">${door}</g><g color="${lamp}">${floor}${light}</g>`);
}

/** The ring lets it stand on a taskbar of any colour. */
const badge = '<circle cx="8" cy="8" r="7.5" fill="#17241f"/><circle cx="8" cy="8" r="6" fill="#f8ba43"/>';

/** By Electron's naming: it finds the sharper ones beside `name.png` by itself. */
function scaled({ name, draw, scales }: { name: string; draw: Drawing; scales: readonly number[] }): Picture[] {
  return scales.map((scale) => ({
    name: scale === 1 ? `${name}.png` : `${name}@${scale}x.png`,
    draw,
    size: traySize * scale,
  }));
}

function insideOf(path: string): string {
  return readFileSync(path, 'utf8').replace(/^<svg[^>]*>|<\/svg>\s*$/g, '');
}

function svg(viewBox: string, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}">${content}</svg>`;
}
