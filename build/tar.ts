import { assert } from '#shared/assert.ts';

export interface TarEntry {
  /** With slashes, relative, and 100 bytes at most. */
  readonly path: string;
  readonly content: Buffer;
  readonly isExecutable: boolean;
}

const blockBytes = 512;
const longestPathBytes = 100;

/** A tar archive that is the same wherever and whenever it is made: sorted, of nobody, and as old as the epoch. */
export function formatTar(entries: readonly TarEntry[]): Buffer {
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
  const parts = sorted.flatMap((entry) => [formatHeader(entry), entry.content, paddingOf(entry.content.length)]);
  return Buffer.concat([...parts, Buffer.alloc(2 * blockBytes)]);
}

/** POSIX ustar. Numbers are octal text; the checksum is taken with spaces in its own place. */
function formatHeader({ path, content, isExecutable }: TarEntry): Buffer {
  assert(Buffer.byteLength(path) <= longestPathBytes, `${path} fits into a tar header`);
  const header = Buffer.alloc(blockBytes);
  header.write(path, 0);
  header.write(octal(isExecutable ? 0o755 : 0o644, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(content.length, 11), 124);
  header.write(octal(0, 11), 136);
  header.write(' '.repeat(8), 148);
  header.write('0', 156);
  header.write('ustar\0' + '00', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148);
  return header;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

function paddingOf(bytes: number): Buffer {
  return Buffer.alloc((blockBytes - (bytes % blockBytes)) % blockBytes);
}
