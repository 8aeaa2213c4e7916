import { drawQr } from './qr-code.ts';

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
