import type { History, Violation } from './history.ts';

/**
 * One order everywhere: the places in the log rise, each device sees places that rise, and wherever anybody saw a place the
 * same command stood there.
 */
export function checkOneOrder({ final, acknowledged, observers }: History): Violation[] {
  const atPlace = new Map<number, string>();
  const problems: string[] = [];
  const hold = (who: string, commandId: string, place: number | null): void => {
    if (place === null) return;
    const known = atPlace.get(place);
    if (known !== undefined && known !== commandId)
      problems.push(`at ${place} ${who} has ${commandId} where another has ${known}`);
    atPlace.set(place, known ?? commandId);
  };
  const rise = (
    who: string,
    entries: readonly { readonly commandId: string; readonly place: number | null }[],
  ): void => {
    let last = 0;
    for (const { commandId, place } of entries) {
      hold(who, commandId, place);
      if (place === null) continue;
      if (place <= last) problems.push(`${who} has ${commandId} at ${place} after something at ${last}`);
      last = place;
    }
  };
  rise('the log', final);
  for (const { commandId, place } of acknowledged) hold('an acknowledgement', commandId, place);
  for (const { name, steps } of observers) {
    rise(
      name,
      steps.flatMap((step) => (step.type === 'saw' ? [step] : [])),
    );
    for (const step of steps) if (step.type === 'read') rise(`a page of ${name}`, step.entries);
  }
  return [...new Set(problems)].map((problem) => ({ check: 'order', problem }));
}
