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

/** Throws what the operating system throws. */
export function openPageFile(path: string): PageFile {
  const file = openSync(path, 'r');
  const wal = existsSync(`${path}-wal`) ? openSync(`${path}-wal`, 'r') : null;
  const close = () => {
    closeSync(file);
    if (wal !== null) closeSync(wal);
  };
  try {
    const log = wal === null ? null : readLog(wal, file);
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

interface Log {
  readonly pageBytes: number;
  /** By the page's number. */
  readonly offsets: ReadonlyMap<number, number>;
}

/**
 * Where the newest copy of each page begins. Frames behind a broken one are taken, too, and those behind a broken header, which
 * SQLite would not: what they hold is better than what is older.
 */
function readLog(wal: number, file: number): Log {
  const head = readAt(wal, 0, walHeaderBytes);
  const said = head.readUInt32BE(8);
  const pageBytes = isPageSize(said) ? said : pageBytesOf(file);
  const inFile = Math.ceil(fstatSync(file).size / pageBytes);
  const found = readFrames(wal, { pageBytes, inFile, salt: head.subarray(16, 24) });
  if (found.offsets.size > 0) return found;
  // The header is broken, or was written anew and nothing behind it: what the frames hold then is in the file as well.
  const first = readAt(wal, walHeaderBytes, frameHeaderBytes);
  return readFrames(wal, { pageBytes, inFile, salt: first.subarray(8, 16) });
}

interface FramesWanted {
  readonly pageBytes: number;
  /** Pages of the file without its log. */
  readonly inFile: number;
  readonly salt: Buffer;
}

function readFrames(wal: number, { pageBytes, inFile, salt }: FramesWanted): Log {
  const offsets = new Map<number, number>();
  const { size } = fstatSync(wal);
  const step = frameHeaderBytes + pageBytes;
  // Each page that the file has not yet has a frame: a number above this is none of a page.
  const maxNumber = inFile + Math.floor(size / step);
  for (let at = walHeaderBytes; at + step <= size; at += step) {
    const frame = readAt(wal, at, frameHeaderBytes);
    const number = frame.readUInt32BE(0);
    if (number <= maxNumber && frame.subarray(8, 16).equals(salt)) offsets.set(number, at + frameHeaderBytes);
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
