import type { History, Violation } from './history.ts';

/** What one author wrote stands in the order in which it was written, in the log and on every screen. */
export function checkAuthorOrder({ sent, final, observers }: History): Violation[] {
  const written = new Map(sent.map(({ commandId, author }, index) => [commandId, { author, index }]));
  const problems: string[] = [];
  const follow = (who: string, commandIds: readonly string[]): void => {
    const last = new Map<string, number>();
    for (const commandId of commandIds) {
      const own = written.get(commandId);
      if (own === undefined) continue;
      if (own.index < (last.get(own.author) ?? -1))
        problems.push(`${who} has ${commandId} of ${own.author} after something written later`);
      last.set(own.author, own.index);
    }
  };
  follow(
    'the log',
    final.map(({ commandId }) => commandId),
  );
  for (const { name, steps } of observers) {
    follow(
      name,
      steps.flatMap((step) => (step.type === 'saw' ? [step.commandId] : [])),
    );
  }
  return problems.map((problem) => ({ check: 'author order', problem }));
}
