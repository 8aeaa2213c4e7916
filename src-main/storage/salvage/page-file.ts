import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';

/** The pages of a database file as they lie on the disk, the newest of each from the log, without SQLite's help. */
export interface PageFile {
  readonly pageBytes: number;
  readonly pageCount: number;
  /** Counted from 1; null for what is not there. */
  page(number: number): Buffer | null;
  close(): void;
}

const defaultPageBytes = 4_096;
const walHeaderBytes = 32;
const frameHeaderBytes = 24;
const walMagic = 0x377f_0682;

/** Throws what the operating system throws. */
export function openPageFile(path: string): PageFile {
  const file = openSync(path, 'r');
  const wal = existsSync(`${path}-wal`) ? openSync(`${path}-wal`, 'r') : null;
  const close = () => {
    closeSync(file);
    if (wal !== null) closeSync(wal);
  };
  try {
    const log = wal === null ? null : readLog(wal);
    const pageBytes = log?.pageBytes ?? pageBytesOf(file);
    const inFile = Math.ceil(fstatSync(file).size / pageBytes);
    return {
      pageBytes,
      pageCount: Math.max(inFile, ...(log?.offsets.keys() ?? [])),
      page: (number) => {
        const offset = log?.offsets.get(number);
        if (offset !== undefined && wal !== null) return readAt(wal, offset, pageBytes);
        return number >= 1 && number <= inFile ? readAt(file, (number - 1) * pageBytes, pageBytes) : null;
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** The pages that nothing uses: what lies there was deleted. Empty where the header does not say. */
export function freePages({ page, pageCount }: PageFile): ReadonlySet<number> {
  const free = new Set<number>();
  const head = page(1);
  if (head?.toString('latin1', 0, 15) !== 'SQLite format 3') return free;
  let trunk = head.readUInt32BE(32);
  while (trunk !== 0 && !free.has(trunk) && free.size < pageCount) {
    free.add(trunk);
    const list = page(trunk);
    if (list === null) break;
    const count = Math.min(list.readUInt32BE(4), list.length / 4 - 2);
    for (let at = 0; at < count; at += 1) free.add(list.readUInt32BE(8 + at * 4));
    trunk = list.readUInt32BE(0);
  }
  return free;
}

function pageBytesOf(file: number): number {
  const head = readAt(file, 0, 100);
  const said = head.readUInt16BE(16);
  const bytes = said === 1 ? 65_536 : said;
  return isPageSize(bytes) ? bytes : defaultPageBytes;
}

/**
 * Where the newest copy of each page begins. Frames behind a broken one are taken, too, which SQLite would not: what they hold
 * is better than what is older.
 */
function readLog(wal: number): { readonly pageBytes: number; readonly offsets: ReadonlyMap<number, number> } | null {
  const head = readAt(wal, 0, walHeaderBytes);
  const pageBytes = head.readUInt32BE(8);
  // The last bit says in which byte order it counts.
  if (Math.floor(head.readUInt32BE(0) / 2) * 2 !== walMagic || !isPageSize(pageBytes)) return null;
  const offsets = new Map<number, number>();
  const { size } = fstatSync(wal);
  const salt = head.subarray(16, 24);
  const step = frameHeaderBytes + pageBytes;
  for (let at = walHeaderBytes; at + step <= size; at += step) {
    const frame = readAt(wal, at, frameHeaderBytes);
    if (frame.subarray(8, 16).equals(salt)) offsets.set(frame.readUInt32BE(0), at + frameHeaderBytes);
  }
  return { pageBytes, offsets };
}

function isPageSize(bytes: number): boolean {
  return bytes >= 512 && bytes <= 65_536 && (bytes & (bytes - 1)) === 0;
}

/** What is not there reads as zeros. */
function readAt(file: number, at: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  readSync(file, buffer, 0, bytes, at);
  return buffer;
}
