/** Whole numbers that depend on the seed alone: a test that fails for one fails for it again. */
export interface SeededRandom {
  /** From 0 up to, but not including, `limit`. */
  below(limit: number): number;
  isOneIn(chances: number): boolean;
}

/** The generator is mulberry32. */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;

  function below(limit: number): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  return { below, isOneIn: (chances) => below(chances) === 0 };
}
