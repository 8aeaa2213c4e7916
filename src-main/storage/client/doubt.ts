/**
 * A server that does not know how far this device is may have lost what the device holds: an older copy of its database was
 * restored. Where the two parted cannot be asked (the cut of H2 comes later). What lies beyond the server's heads is lost for
 * certain; all below is in doubt: it stays on the screen, and counts as missing, so that its pages are fetched again, the
 * newest first. A page brings what the server has, in place of what it contradicts. As soon as it brings an event that is held
 * here under the same mac, the doubt is over for everything before it: logs that share an event share all before it.
 */
import type { Stream } from '#shared/domain/stream.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { rangesOf, subtract } from './ranges.ts';
import { setAside } from './set-aside.ts';
import { changeGaps } from './stream-gaps.ts';

export interface Lost {
  readonly stream: Stream;
  /** The head that the server has. */
  readonly head: number;
  /** What came in later epochs came after the loss. */
  readonly upToEpoch: number;
}

/** Sets aside what lies beyond the head. What was in doubt before goes too, so that all that is held is of one log. */
export function setAsideLost(context: ClientContext, changes: Changes, { stream, head, upToEpoch }: Lost): void {
  const { events, gaps } = context.tables;
  const beyond = { from: head + 1, to: Number.MAX_SAFE_INTEGER };
  for (const { from, to } of [...gaps.of(stream), beyond]) {
    for (const frame of events.upToEpoch(stream, { from, to, epoch: upToEpoch })) setAside(context, changes, frame);
  }
}

/** The server has the event at `seq` as this device has it: what is held from before it is missing no more. */
export function endDoubt(context: ClientContext, changes: Changes, seq: number): void {
  const { streams, gaps, events } = context.tables;
  for (const stream of streams.roomStreams()) {
    const before = gaps.of(stream);
    const held = before.flatMap((gap) => rangesOf(events.numbersUpToSeq(stream, { ...gap, seq })));
    if (held.length > 0) changeGaps(context, changes, { stream, after: subtract(before, held), isLive: false });
  }
}
