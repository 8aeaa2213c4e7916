import type { History, Observer, Violation } from './history.ts';

/** Who has read something reads it again: a later answer reaches no less far, and lacks nothing that an earlier one had. */
export function checkMonotonicReads({ observers }: History): Violation[] {
  return observers.flatMap((observer) =>
    problemsOf(observer).map((problem) => ({ check: 'monotonic reads', problem })),
  );
}

function problemsOf({ name, steps }: Observer): string[] {
  const known = new Map<number, string>();
  const problems: string[] = [];
  let reached = 0;
  for (const step of steps) {
    if (step.type !== 'read') continue;
    const { from, upTo, entries } = step;
    if (upTo < reached) problems.push(`${name} read up to ${upTo} after having read up to ${reached}`);
    const entryAt = new Map(entries.map(({ place, commandId }) => [place, commandId]));
    for (let place = from; place <= upTo; place += 1) {
      const [before, now] = [known.get(place), entryAt.get(place)];
      if (before !== undefined && before !== now) problems.push(`${name} no longer reads ${before} at ${place}`);
      if (now !== undefined) known.set(place, now);
    }
    reached = Math.max(reached, upTo);
  }
  return problems;
}
