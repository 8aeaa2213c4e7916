import { create } from 'qrcode';

/** A code as it is drawn: a square of modules, and the path of its dark ones in their units. */
export interface QrDrawing {
  readonly modules: number;
  readonly path: string;
}

/** The code for a text; runs of dark modules are one stroke each. */
export function drawQr(text: string): QrDrawing {
  const { size, data } = darkModules(text);
  const runs: string[] = [];
  for (let row = 0; row < size; row += 1) {
    let start = 0;
    for (let column = 0; column <= size; column += 1) {
      const isDark = column < size && data[row * size + column] === 1;
      if (isDark) continue;
      if (column > start) runs.push(`M${start} ${row}h${column - start}v1h${start - column}z`);
      start = column + 1;
    }
  }
  return { modules: size, path: runs.join('') };
}

function darkModules(text: string): { readonly size: number; readonly data: ArrayLike<number> } {
  // Shown on a screen and not on paper that gets dirty: the largest modules matter more than repair.
  return create(text, { errorCorrectionLevel: 'L' }).modules;
}
