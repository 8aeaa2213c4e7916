import type { History, Observer, Violation } from './history.ts';

/** Whoever was told that what they wrote is stored finds it in whatever they read afterwards. */
export function checkReadYourWrites({ observers }: History): Violation[] {
  return observers.flatMap((observer) =>
    problemsOf(observer).map((problem) => ({ check: 'read your writes', problem })),
  );
}

function problemsOf({ name, steps }: Observer): string[] {
  const own = new Map<number, string>();
  const problems: string[] = [];
  let lastOwn = 0;
  for (const step of steps) {
    if (step.type === 'acknowledged') {
      own.set(step.place, step.commandId);
      lastOwn = Math.max(lastOwn, step.place);
    }
    if (step.type !== 'read') continue;
    const { from, upTo, entries } = step;
    if (upTo < lastOwn) problems.push(`${name} reads up to ${upTo} and has something of its own at ${lastOwn}`);
    const found = new Set(entries.map(({ commandId }) => commandId));
    for (let place = from; place <= upTo; place += 1) {
      const commandId = own.get(place);
      if (commandId !== undefined && !found.has(commandId))
        problems.push(`${name} does not find its own ${commandId} at ${place}`);
    }
  }
  return problems;
}
