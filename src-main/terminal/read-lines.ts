/** Longer than any command can be: a message of 64 KiB in which every byte is escaped. What is beyond is cut off. */
const maxLineLength = 1024 * 1024;

/**
 * Lines of a stream, pulled one by one: while nobody asks for the next, nothing more is read. The last line counts without
 * its line feed too, and a stream that breaks has ended.
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of untilBroken(chunks)) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = (parts.pop() ?? '').slice(0, maxLineLength);
    for (const line of parts) yield withoutReturn(line);
  }
  rest += decoder.decode();
  if (rest !== '') yield withoutReturn(rest);
}

async function* untilBroken(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch {
    // A terminal that was closed, a folder in place of a file: there is nothing more to read.
  }
}

function withoutReturn(line: string): string {
  return (line.endsWith('\r') ? line.slice(0, -1) : line).slice(0, maxLineLength);
}
