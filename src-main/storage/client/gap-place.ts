import type { Stream } from '#shared/domain/stream.ts';
import type { ClientContext } from './client-context.ts';
import type { Range } from './ranges.ts';
import { endOfLog, logPlace, type LogPlace } from './timeline-place.ts';

/** A gap stands just before the first event that is held above it. */
export function placeOfGap({ tables }: ClientContext, stream: Stream, { from, to }: Range): LogPlace {
  return logPlace(tables.shown.placeAbove(stream, to) ?? endOfLog, from);
}
