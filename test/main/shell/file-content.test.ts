import { expect, it } from 'vitest';
import { fileContent } from '#main/shell/file-content.ts';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const png = Buffer.concat([Buffer.from(signature), Buffer.from([0, 0, 0, 13]), Buffer.from('IHDR'), Buffer.alloc(21)]);

it('a picture that a window hands over is a PNG of a mebibyte at most, or nothing', () => {
  expect(fileContent('png', png.toString('base64'))).toEqual(png);
  const large = Buffer.concat([png, Buffer.alloc((1 << 20) - png.length)]);
  expect(fileContent('png', large.toString('base64'))).toHaveLength(1 << 20);
  const refused = [
    '',
    'no base64!',
    png.toString('base64url').replace(/A/u, '-'),
    png.subarray(0, 30).toString('base64'),
    Buffer.concat([Buffer.from('#!/bin/sh\n'), png]).toString('base64'),
    Buffer.from(png.toString('latin1').replace('IHDR', 'exec'), 'latin1').toString('base64'),
    Buffer.concat([large, Buffer.alloc(3)]).toString('base64'),
  ];
  for (const text of refused) expect(fileContent('png', text)).toBeNull();
});

it('a table or lines of text that a window hands over are UTF-8, or nothing', () => {
  const table = Buffer.from('\uFEFFwhen,who\r\n2026-11-30,谢谢\r\n');
  for (const ending of ['csv', 'jsonl'] as const) {
    expect(fileContent(ending, table.toString('base64'))).toEqual(table);
    expect(fileContent(ending, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff]).toString('base64'))).toBeNull();
    expect(fileContent(ending, 'no base64!')).toBeNull();
  }
});
