import decodeQR from 'qr/decode.js';
import { err, ok, type Result } from '#shared/result.ts';
import type { QrPictureProblem } from './qr-picture-problem.ts';
import { imageHeadBytes, imageSize } from './image-size.ts';

const maxPixels = 40_000_000;
const maxFileBytes = 64 << 20;
/** Sides to which it is drawn, one after the other until a code is found: what is noise in one is gone or small in another. */
const drawnSides = [1_000, 600, 800, 1_200, 2_000];

/** The text of the code in a picture, which anybody may have made: it is no more than text. */
export async function readQrPicture(file: Blob): Promise<Result<string, QrPictureProblem>> {
  if (file.size > maxFileBytes) return err({ type: 'picture_too_large' });
  const head = new Uint8Array(await file.slice(0, imageHeadBytes).arrayBuffer());
  const size = imageSize(head);
  if (size === null || size.width === 0 || size.height === 0) return err({ type: 'picture_not_readable' });
  if (size.width * size.height > maxPixels) return err({ type: 'picture_too_large' });
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap === null) return err({ type: 'picture_not_readable' });
  try {
    for (const side of drawnSides) {
      const text = codeIn(pixelsOf(bitmap, side));
      if (text !== null) return ok(text);
    }
    return err({ type: 'code_not_found' });
  } finally {
    bitmap.close();
  }
}

/** On white: what a picture leaves transparent is paper. */
function pixelsOf(bitmap: ImageBitmap, maxSide: number): ImageData | null {
  const scale = Math.min(1, maxSide / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (pen === null) return null;
  pen.imageSmoothingQuality = 'high';
  pen.fillStyle = 'white';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

/** The reader throws where it finds none. */
function codeIn(pixels: ImageData | null): string | null {
  if (pixels === null) return null;
  try {
    return decodeQR(pixels);
  } catch {
    return null;
  }
}
