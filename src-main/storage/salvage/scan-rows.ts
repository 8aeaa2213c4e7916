import type { SqlValue } from '../readable-db.ts';
import { freePages, openPageFile, type PageFile } from './page-file.ts';
import { readRecord, readVarint } from './record.ts';

/** A row of some table: of which, its columns have to tell. */
export interface ScannedRow {
  readonly rowid: number;
  /** A column that is the row's number is null here. */
  readonly values: readonly SqlValue[];
}

const leafOfTable = 0x0d;

/**
 * Every row that lies in a database file, page by page: also where SQLite finds no way to it any more, because a page above it
 * is damaged. What is deleted is left out as far as the file says so. Throws where the file itself cannot be read.
 */
export function* scanRows(path: string): Generator<ScannedRow> {
  const file = openPageFile(path);
  try {
    const free = freePages(file);
    for (let number = 2; number <= file.pageCount; number += 1) {
      const page = free.has(number) ? null : file.page(number);
      if (page?.readUInt8(0) === leafOfTable) yield* rowsOf(file, page);
    }
  } finally {
    file.close();
  }
}

function* rowsOf(file: PageFile, page: Buffer): Generator<ScannedRow> {
  const count = Math.min(page.readUInt16BE(3), Math.floor((page.length - 8) / 2));
  for (let cell = 0; cell < count; cell += 1) {
    const row = readCell(file, page, page.readUInt16BE(8 + cell * 2));
    if (row !== null) yield row;
  }
}

/** Null for what cannot be read: of a damaged page each row is tried by itself. */
function readCell(file: PageFile, page: Buffer, at: number): ScannedRow | null {
  try {
    const size = readVarint(page, at);
    const rowid = readVarint(page, size.next);
    return { rowid: rowid.value, values: readRecord(payloadOf(file, page, { from: rowid.next, bytes: size.value })) };
  } catch {
    return null;
  }
}

/** A long row goes on in other pages, each of which names the next. */
function payloadOf(
  file: PageFile,
  page: Buffer,
  { from, bytes }: { readonly from: number; readonly bytes: number },
): Buffer {
  const usable = file.pageBytes;
  const most = usable - 35;
  if (bytes <= most) return page.subarray(from, from + bytes);
  if (bytes > file.pageCount * usable) throw new RangeError('A row is longer than its file.');
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const wished = least + ((bytes - least) % (usable - 4));
  const local = wished <= most ? wished : least;
  const parts = [page.subarray(from, from + local)];
  let left = bytes - local;
  let next = page.readUInt32BE(from + local);
  while (left > 0) {
    const more = file.page(next);
    if (more === null) throw new RangeError('A row goes on in a page that is not there.');
    parts.push(more.subarray(4, 4 + Math.min(left, usable - 4)));
    left -= usable - 4;
    next = more.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}
