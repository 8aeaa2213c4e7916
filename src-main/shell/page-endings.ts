import type { Clock } from '#shared/clock.ts';

/** Pages that are told that the program ends, and say when they have handed over what they alone have. */
export interface PageEndings {
  /** Resolves once so many pages have said so, or have had their time. */
  wait(pages: number): Promise<void>;
  /** A page has. */
  ended(): void;
}

/** A page that hangs keeps nobody for longer. */
const patienceMs = 500;

export function createPageEndings(clock: Pick<Clock, 'after'>): PageEndings {
  let left = 0;
  let resolve: () => void = () => undefined;
  return {
    wait: (pages) => {
      if (pages === 0) return Promise.resolve();
      left = pages;
      return new Promise<void>((done) => {
        const cancel = clock.after(patienceMs, done);
        resolve = () => {
          cancel();
          done();
        };
      });
    },
    ended: () => {
      left -= 1;
      if (left === 0) resolve();
    },
  };
}
