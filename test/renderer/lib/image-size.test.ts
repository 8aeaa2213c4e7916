import { describe, expect, it } from 'vitest';
import { imageSize } from '#renderer/lib/image-size.ts';

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  new Uint8Array(parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)));

const png = bytes(
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13],
  'IHDR',
  [0, 0, 0x9c, 0x40, 0, 0, 0, 7],
);
const gif = bytes('GIF89a', [0x40, 0x01, 0xf0, 0x00]);
/** With a segment of Exif before the frame header, and filling bytes. */
const jpeg = bytes([0xff, 0xd8, 0xff, 0xe1, 0, 6, 1, 2, 3, 4, 0xff, 0xff, 0xc2, 0, 17, 8, 0x0b, 0xd0, 0x0f, 0xc0]);
const riff = (...rest: readonly (string | readonly number[])[]) => bytes('RIFF', [0, 0, 0, 0], 'WEBP', ...rest);
const lossy = riff('VP8 ', [0, 0, 0, 0, 0, 0, 0, 0x9d, 0x01, 0x2a, 0x20, 0x03, 0x58, 0x02]);
const lossless = riff('VP8L', [0, 0, 0, 0, 0x2f, 0x1f, 0xc3, 0x95, 0]);
const extended = riff('VP8X', [0, 0, 0, 0, 0, 0, 0, 0, 0x1f, 0x03, 0, 0x57, 0x02, 0]);

describe('the size of a picture', () => {
  it.each([
    ['PNG', png, { width: 40_000, height: 7 }],
    ['GIF', gif, { width: 320, height: 240 }],
    ['JPEG', jpeg, { width: 4_032, height: 3_024 }],
    ['WebP, lossy', lossy, { width: 800, height: 600 }],
    ['WebP, lossless', lossless, { width: 800, height: 600 }],
    ['WebP, extended', extended, { width: 800, height: 600 }],
  ])('is read from the first bytes of a %s', (_name, head, size) => {
    expect(imageSize(head)).toEqual(size);
  });

  it('is not there in a file that ends before it, or is none of these', () => {
    for (const head of [png, gif, jpeg, lossy, lossless, extended]) {
      for (let length = 0; length < head.length - 1; length += 1) {
        const size = imageSize(head.subarray(0, length));
        expect(size === null || length >= 24).toBe(true);
      }
    }
    expect(imageSize(bytes('<svg width="9" height="9"/>', Array(30).fill(0)))).toBeNull();
    expect(imageSize(bytes([0xff, 0xd8, 0x00, 0x00, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]))).toBeNull();
  });

  it('of a JPEG whose segments lead in a circle is not looked for for ever', () => {
    expect(imageSize(bytes([0xff, 0xd8, ...Array<number>(4_096).fill(0xff)]))).toBeNull();
    expect(imageSize(bytes([0xff, 0xd8], Array.from({ length: 900 }, () => [0xff, 0xe0, 0, 0]).flat()))).toBeNull();
  });
});
