/** Something that is done only when the person says yes to it, by `/yes` in the next line; any other line says no. */
export interface Question {
  ask(doIt: () => Promise<void> | void): void;
  /** Takes what stands to be answered, once. */
  take(): (() => Promise<void> | void) | null;
}

export function createQuestion(): Question {
  let asked: (() => Promise<void> | void) | null = null;
  return {
    ask: (doIt) => {
      asked = doIt;
    },
    take: () => {
      const taken = asked;
      asked = null;
      return taken;
    },
  };
}
