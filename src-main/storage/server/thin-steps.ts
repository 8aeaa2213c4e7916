/** Somebody had come so far at that time, by the server's clock. */
export interface ReceiptStep {
  readonly upTo: number;
  readonly at: number;
}

const keptMs = 30 * 24 * 60 * 60 * 1000;
/** How much of its age the time of a step may be told too late. */
const coarseness = 1 / 4;

/**
 * The steps that are kept of those in rising order. The first stays as what was so before any other; the last stays; another
 * goes when those beside it are within a quarter of their age. So what became of a message is told at most so much too late,
 * however often steps are thinned out, and for 30 days.
 */
export function thinSteps(steps: readonly ReceiptStep[], now: number, max: number): ReceiptStep[] {
  const first = firstKept(steps, now);
  const kept: ReceiptStep[] = [];
  for (let index = steps.length - 1; index >= first; index -= 1) {
    const [older, step, newer] = [steps[index - 1], steps[index], kept.at(-1)];
    if (step === undefined) continue;
    const isApart =
      index === first ||
      older === undefined ||
      newer === undefined ||
      Math.abs(newer.at - older.at) > Math.abs(now - older.at) * coarseness;
    if (isApart) kept.push(step);
  }
  // Where the clock jumped about, they may be apart and yet too many.
  return kept.slice(0, max).toReversed();
}

/** The last step before those that are young enough: of what it covers no time is told. */
function firstKept(steps: readonly ReceiptStep[], now: number): number {
  const young = steps.findIndex(({ at }) => at >= now - keptMs);
  return young === -1 ? steps.length - 1 : Math.max(0, young - 1);
}
