import type { History, Violation } from './history.ts';

/** So many of what a screen lacks are named; the rest is counted. */
const maxNamed = 3;

/** Whoever may see all shows exactly what the log holds, in its order. */
export function checkWholeScreen({ final, observers }: History): Violation[] {
  const log = final.map(({ commandId }) => commandId);
  return observers.flatMap(({ name, screen }) =>
    screen === undefined
      ? []
      : problemsOf(screen, log).map((problem) => ({ check: 'whole screen', problem: `${name} ${problem}` })),
  );
}

function problemsOf(screen: readonly string[], log: readonly string[]): string[] {
  const [shown, held] = [new Set(screen), new Set(log)];
  const lacking = log.filter((commandId) => !shown.has(commandId));
  const foreign = screen.filter((commandId) => !held.has(commandId));
  const counted = `shows ${screen.length} messages, and the log has ${log.length}`;
  if (lacking.length > 0) return [`${counted}: it lacks ${named(lacking)}`];
  if (foreign.length > 0) return [`${counted}: it shows ${named(foreign)} besides`];
  if (screen.length > log.length) return [`${counted}: something stands there twice`];
  const at = log.findIndex((commandId, index) => screen[index] !== commandId);
  return at === -1 ? [] : [`shows ${screen[at]} where the log has ${log[at]}`];
}

function named(commandIds: readonly string[]): string {
  const more = commandIds.length - maxNamed;
  return [...commandIds.slice(0, maxNamed), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
