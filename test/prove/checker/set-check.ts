import type { History, Observer, Violation } from './history.ts';

/**
 * What was acknowledged is in the log, once, where it was said to be; and neither the log nor any screen holds what nobody
 * sent, or what the log does not. Who was to be shown everything was.
 */
export function checkSet({ sent, acknowledged, final, observers }: History): Violation[] {
  const written = new Set(sent.map(({ commandId }) => commandId));
  const places = new Map<string, number | null>();
  const problems: string[] = [];
  for (const { commandId, place } of final) {
    if (places.has(commandId)) problems.push(`${commandId} stands twice in the log`);
    if (!written.has(commandId)) problems.push(`${commandId} is in the log and nobody sent it`);
    places.set(commandId, place);
  }
  for (const { commandId, place } of acknowledged) {
    const found = places.get(commandId);
    if (found === undefined) problems.push(`${commandId} was acknowledged and is lost`);
    else if (place !== null && found !== null && found !== place)
      problems.push(`${commandId} was acknowledged at ${place} and stands at ${found}`);
  }
  for (const { name, steps } of observers) {
    for (const step of steps) {
      const seen = step.type === 'read' ? step.entries : [step];
      for (const { commandId } of seen)
        if (!places.has(commandId)) problems.push(`${name} was shown ${commandId}, which the log does not hold`);
    }
    problems.push(...seenTwice(name, steps));
  }
  for (const observer of observers) problems.push(...neverShown(observer, final));
  return [...new Set(problems)].map((problem) => ({ check: 'set', problem }));
}

function neverShown({ name, completeFrom, steps }: Observer, final: History['final']): string[] {
  if (completeFrom === null) return [];
  const seen = new Set(steps.flatMap((step) => (step.type === 'saw' ? [step.commandId] : [])));
  return final.flatMap(({ commandId, place }) =>
    place === null || place < completeFrom || seen.has(commandId) ? [] : [`${name} was never shown ${commandId}`],
  );
}

function seenTwice(name: string, steps: Observer['steps']): string[] {
  const seen = new Set<string>();
  return steps.flatMap((step) => {
    if (step.type !== 'saw') return [];
    const isRepeated = seen.has(step.commandId);
    seen.add(step.commandId);
    return isRepeated ? [`${name} was shown ${step.commandId} twice`] : [];
  });
}
