import type { Way } from './course.ts';

/** Something that is done only when the person says yes to it, by `/yes` in the next line; any other line says no. */
export interface Question {
  /** `leadsTo`: what a yes leads to, where it is another place. */
  ask(doIt: () => Promise<void> | void, leadsTo?: Way['to']): void;
  /** Takes what stands to be answered, once. */
  take(): (() => Promise<void> | void) | null;
  /** Where a yes would lead just now; null where everybody stays where they are. */
  readonly leadsTo: Way['to'] | null;
}

interface Asked {
  readonly doIt: () => Promise<void> | void;
  readonly leadsTo: Way['to'] | null;
}

export function createQuestion(): Question {
  let asked: Asked | null = null;
  return {
    ask: (doIt, leadsTo) => {
      asked = { doIt, leadsTo: leadsTo ?? null };
    },
    take: () => {
      const taken = asked;
      asked = null;
      return taken?.doIt ?? null;
    },
    get leadsTo() {
      return asked?.leadsTo ?? null;
    },
  };
}
