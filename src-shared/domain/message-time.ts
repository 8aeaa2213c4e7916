/** When a message was said, as far as that can be known: the author's clock is theirs to set, and the server's is one for all. */
interface Told {
  /** When the server took it; null while it waits on the device of its author, whose clock is all there is. */
  readonly at: number | null;
  /** What the author's clock said. */
  readonly writtenAt: number;
}

/** From here on it is said beside the time, in milliseconds: it waited while the author was without the server. */
const worthSayingMs = 10 * 60_000;
/** Who says it waited longer is not believed. */
const mostMs = 30 * 24 * 60 * 60_000;

/** What stands beside the message, and what days are told by. */
export function shownTime({ at, writtenAt }: Told): number {
  return at ?? writtenAt;
}

/** When its author says to have written it, where that is long before and can be; null otherwise. */
export function claimedTime({ at, writtenAt }: Told): number | null {
  const waitedMs = (at ?? writtenAt) - writtenAt;
  return waitedMs > worthSayingMs && waitedMs <= mostMs ? writtenAt : null;
}

/** Whether two messages were said within so long of each other, as they are shown. */
export function isSaidWithin(before: Told, message: Told, ms: number): boolean {
  const [one, other] = [claimedTime(before), claimedTime(message)];
  if ((one === null) !== (other === null)) return false;
  const isNear = Math.abs(shownTime(message) - shownTime(before)) < ms;
  return isNear && Math.abs((other ?? 0) - (one ?? 0)) < ms;
}
