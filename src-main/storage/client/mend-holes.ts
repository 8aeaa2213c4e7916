import { serverStream, type Stream } from '#shared/domain/stream.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { intersect } from './ranges.ts';

/** Holes of the stream of which nothing is missing any more, because it came, are mended. */
export function mendHoles({ tables }: ClientContext, changes: Changes, stream: Stream): void {
  for (const hole of wholeAgain(tables, stream)) {
    tables.holes.mended(stream, hole);
    changes.holesCounted();
  }
}

/** The same where it did not come, and will not: they are not looked for any more. */
export function giveUpHoles({ tables }: ClientContext, stream: Stream): void {
  for (const hole of wholeAgain(tables, stream)) tables.holes.givenUp(stream, hole);
}

/** A snapshot says what a hole in the stream of the server had in it. */
export function mendServerHoles({ tables }: ClientContext, changes: Changes): void {
  for (const hole of tables.holes.open(serverStream)) {
    tables.holes.mended(serverStream, hole);
    changes.holesCounted();
  }
}

function wholeAgain({ holes, gaps }: ClientContext['tables'], stream: Stream) {
  const open = holes.open(stream);
  if (open.length === 0) return [];
  const missing = gaps.of(stream);
  return open.filter((hole) => intersect(missing, [hole]).length === 0);
}
