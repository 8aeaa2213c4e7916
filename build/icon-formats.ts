import { present } from '#shared/assert.ts';

/** PNG pictures by their size in pixels, all square. */
type PngBySize = ReadonlyMap<number, Buffer>;

const icoHeaderBytes = 6;
const icoEntryBytes = 16;

/** Windows' icon file: a directory, then the PNGs it points to. */
export function formatIco(pngBySize: PngBySize): Buffer {
  const header = Buffer.alloc(icoHeaderBytes);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pngBySize.size, 4);
  let offset = icoHeaderBytes + icoEntryBytes * pngBySize.size;
  const entries = [...pngBySize].map(([size, png]) => {
    const entry = Buffer.alloc(icoEntryBytes);
    // One byte each: 256 is written as 0.
    entry.writeUInt8(size % 256, 0);
    entry.writeUInt8(size % 256, 1);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(32, 6);
    entry.writeUInt32LE(png.length, 8);
    entry.writeUInt32LE(offset, 12);
    offset += png.length;
    return entry;
  });
  return Buffer.concat([header, ...entries, ...pngBySize.values()]);
}

/**
 * The kinds of macOS that hold a PNG, and their pixels. The two smallest of one pixel a point are left out: some versions
 * draw a PNG in them as noise, and all make them from the next one.
 */
export const icnsKinds: Readonly<Record<string, number>> = {
  ic11: 32,
  ic12: 64,
  ic07: 128,
  ic13: 256,
  ic08: 256,
  ic14: 512,
  ic09: 512,
  ic10: 1_024,
};

/** macOS' icon file: chunks one after the other, each with its kind and its length, the whole being such a chunk itself. */
export function formatIcns(pngBySize: PngBySize): Buffer {
  const chunks = Object.entries(icnsKinds).map(([kind, size]) =>
    chunk(kind, present(pngBySize.get(size), `there is a picture of ${size} pixels`)),
  );
  return chunk('icns', Buffer.concat(chunks));
}

function chunk(kind: string, content: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.write(kind, 'latin1');
  header.writeUInt32BE(header.length + content.length, 4);
  return Buffer.concat([header, content]);
}
