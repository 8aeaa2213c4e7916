import type { Stream } from '#shared/domain/stream.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import type { Range } from './ranges.ts';

/** Makes `after` the gaps of a stream, writing and telling only what differs. */
export function changeGaps(
  { tables }: ClientContext,
  changes: Changes,
  { stream, after, isLive }: { readonly stream: Stream; readonly after: readonly Range[]; readonly isLive: boolean },
): void {
  const before = tables.gaps.of(stream);
  const isIn = (ranges: readonly Range[], { from, to }: Range) =>
    ranges.some((one) => one.from === from && one.to === to);
  for (const gap of before) if (!isIn(after, gap)) tables.gaps.remove(stream, gap);
  for (const gap of after) if (!isIn(before, gap)) tables.gaps.add(stream, gap);
  changes.gaps(stream, { before, after, isLive });
}
