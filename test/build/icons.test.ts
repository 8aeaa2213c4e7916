import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '../../build/entries.ts';
import { icnsKinds } from '../../build/icon-formats.ts';
import { icoSizes, pictures } from '../../build/icon-pictures.ts';

const folder = `${projectFolder}build/icons/`;

describe('the icons', () => {
  it('are all there, each in its size', () => {
    const drawn = new Map(pictures().files.map(({ name, size }) => [name, size]));
    const stored = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => name.endsWith('.png'));
    expect(new Map(stored.map((name) => [name, pngSize(readFileSync(folder + name))]))).toEqual(drawn);
  });

  it('have the names by which the app asks for them', () => {
    const names = pictures().files.map(({ name }) => name);
    const trays = ['tray-light', 'tray-light-unread', 'tray-dark', 'tray-dark-unread'];
    const asked = ['512', 'badge', ...trays].flatMap((name) =>
      name === '512' ? ['512.png'] : [`${name}.png`, `${name}@2x.png`],
    );
    expect(names).toEqual(expect.arrayContaining(asked));
  });

  it('of Windows are one file, whose directory tells where each picture lies and how large it is', () => {
    const file = readFileSync(`${folder}icon.ico`);
    expect([file.readUInt16LE(0), file.readUInt16LE(2), file.readUInt16LE(4)]).toEqual([0, 1, icoSizes.length]);
    const entries = icoSizes.map((_size, index) => {
      const entry = file.subarray(6 + 16 * index);
      const [length, offset] = [entry.readUInt32LE(8), entry.readUInt32LE(12)];
      return { told: entry.readUInt8(0) || 256, drawn: pngSize(file.subarray(offset, offset + length)), length };
    });
    expect(entries.map(({ told }) => told)).toEqual(icoSizes);
    expect(entries.map(({ drawn }) => drawn)).toEqual(icoSizes);
    const pictureBytes = entries.reduce((sum, { length }) => sum + length, 0);
    expect(file.length).toBe(6 + 16 * icoSizes.length + pictureBytes);
  });

  it('of macOS are one file, whose chunks follow each other to its end, each with a picture of its kind', () => {
    const file = readFileSync(`${folder}icon.icns`);
    expect([file.toString('latin1', 0, 4), file.readUInt32BE(4)]).toEqual(['icns', file.length]);
    const chunks: [string, number][] = [];
    for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
      chunks.push([file.toString('latin1', at, at + 4), pngSize(file.subarray(at + 8))]);
    }
    expect(Object.fromEntries(chunks)).toEqual(icnsKinds);
  });
});

/** The width, of a PNG that is as high. */
function pngSize(png: Buffer): number {
  expect(png.toString('latin1', 0, 8)).toBe('\x89PNG\r\n\x1a\n');
  expect(png.readUInt32BE(16)).toBe(png.readUInt32BE(20));
  return png.readUInt32BE(16);
}
