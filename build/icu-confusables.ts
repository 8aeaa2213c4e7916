/** Which text each code point looks like: the prototypes of UTS #39. */
export type Confusables = ReadonlyMap<string, string>;

const dataMagic = 0x27da;
const tableMagic = 0x3845fdef;
const formatName = 'Cfu ';

/**
 * Reads the confusables out of a file that has ICU's data in it, as Node's own program does: nothing else of a size to be
 * installed has the table of the newest Unicode. The format is told in ICU's uspoof_impl.h.
 */
export function readConfusables(file: Buffer): Confusables {
  for (let at = file.indexOf(formatName); at >= 0; at = file.indexOf(formatName, at + 1)) {
    // The name stands twelve bytes behind the start of a data header.
    const start = at - 12;
    if (start < 0 || file.readUInt16LE(start + 2) !== dataMagic) continue;
    const table = start + file.readUInt16LE(start);
    if (file.readUInt32LE(table) === tableMagic) return readTable(file.subarray(table));
  }
  throw new Error('There are no confusables in this file: this Node was built without the whole of ICU.');
}

function readTable(table: Buffer): Confusables {
  const field = (index: number): number => table.readUInt32LE(4 * index);
  const [keys, keyCount, values, strings] = [field(3), field(4), field(5), field(7)];
  const found = new Map<string, string>();
  for (let index = 0; index < keyCount; index += 1) {
    const key = table.readUInt32LE(keys + 4 * index);
    const value = table.readUInt16LE(values + 2 * index);
    // The upper byte of a key is the length of its prototype less one; a single unit is its own value.
    const length = (key >>> 24) + 1;
    const at = strings + 2 * value;
    const prototype = length === 1 ? String.fromCharCode(value) : table.toString('utf16le', at, at + 2 * length);
    found.set(String.fromCodePoint(key & 0xff_ff_ff), prototype);
  }
  return found;
}
