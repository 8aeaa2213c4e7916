/** Verbs that answer at once, as an interface that answers by promises sees them. */
export type Synchronous<Store> = {
  readonly [Verb in keyof Store]: Store[Verb] extends (...args: infer Args) => Promise<infer Value>
    ? (...args: Args) => Value
    : never;
};

/** Calls verbs one after the other and answers by promises; what a verb throws rejects its promise. */
export function asyncFacade<Store extends object>(verbs: Synchronous<Store>): Store {
  const facade = Object.entries<(...args: unknown[]) => unknown>(verbs as never).map(
    ([verb, run]) => [verb, async (...args: unknown[]) => Promise.resolve(run(...args))] as const,
  );
  // Each verb has become the promise of itself, which is what `Synchronous` undoes.
  return Object.fromEntries(facade) as Store;
}
