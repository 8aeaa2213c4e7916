import { expect, it } from 'vitest';
import { pngPicture } from '#main/shell/png-picture.ts';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const png = Buffer.concat([Buffer.from(signature), Buffer.from([0, 0, 0, 13]), Buffer.from('IHDR'), Buffer.alloc(21)]);

it('a picture that a window hands over is a PNG of a mebibyte at most, or nothing', () => {
  expect(pngPicture(png.toString('base64'))).toEqual(png);
  const large = Buffer.concat([png, Buffer.alloc((1 << 20) - png.length)]);
  expect(pngPicture(large.toString('base64'))).toHaveLength(1 << 20);
  const refused = [
    '',
    'no base64!',
    png.toString('base64url').replace(/A/u, '-'),
    png.subarray(0, 30).toString('base64'),
    Buffer.concat([Buffer.from('#!/bin/sh\n'), png]).toString('base64'),
    Buffer.from(png.toString('latin1').replace('IHDR', 'exec'), 'latin1').toString('base64'),
    Buffer.concat([large, Buffer.alloc(3)]).toString('base64'),
  ];
  for (const text of refused) expect(pngPicture(text)).toBeNull();
});
