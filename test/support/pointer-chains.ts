const headerBytes = 12;
const questionBytes = 6;

/** A DNS query in which every name is asked about through all of so many pointers, each of which leads to the one before it. */
export function pointerChain({ pointers, bytes: size }: { readonly pointers: number; readonly bytes: number }): Buffer {
  const bytes = Buffer.alloc(size);
  const end = headerBytes + 1 + 2 * pointers;
  for (let offset = headerBytes + 1; offset < end; offset += 2)
    bytes.writeUInt16BE(0xc000 | Math.max(headerBytes, offset - 2), offset);
  const questions = Math.floor((size - end) / questionBytes);
  for (let offset = end; offset + questionBytes <= size; offset += questionBytes) {
    bytes.writeUInt16BE(0xc000 | (end - 2), offset);
    bytes.writeUInt16BE(12, offset + 2);
    bytes.writeUInt16BE(1, offset + 4);
  }
  bytes.writeUInt16BE(questions, 4);
  return bytes;
}
