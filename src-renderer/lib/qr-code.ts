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

const pixelsPerModule = 12;
/** Readers want so much paper around it. */
const marginModules = 4;

/** The code as a picture to print or send on; null where the page cannot draw. */
export async function qrPicture(text: string): Promise<Blob | null> {
  const { modules, path } = drawQr(text);
  const canvas = document.createElement('canvas');
  canvas.width = (modules + 2 * marginModules) * pixelsPerModule;
  canvas.height = canvas.width;
  const pen = canvas.getContext('2d');
  if (pen === null) return null;
  pen.fillStyle = 'white';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = 'black';
  pen.scale(pixelsPerModule, pixelsPerModule);
  pen.translate(marginModules, marginModules);
  pen.fill(new Path2D(path));
  return new Promise((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
}

function darkModules(text: string): { readonly size: number; readonly data: ArrayLike<number> } {
  // Shown on a screen and not on paper that gets dirty: the largest modules matter more than repair.
  return create(text, { errorCorrectionLevel: 'L' }).modules;
}
