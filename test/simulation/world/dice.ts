import type { Random } from '#shared/random.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';

/** Everything that chance decides in a run; the same seed decides the same. */
export interface Dice {
  /** For the parts under test: nonces, salts, jitter. */
  readonly random: Random;
  /** A whole number from 0 to `count` - 1. */
  below(count: number): number;
  between(from: number, to: number): number;
  chance(probability: number): boolean;
  /** Throws where there is nothing to choose from. */
  pick<Value>(values: readonly Value[]): Value;
  /** One of the keys, as often as its weight among all says. */
  weighted<Key extends string>(weights: Readonly<Record<Key, number>>): Key;
}

export function createDice(seed: string): Dice {
  const random = createSeededRandom(seed);
  const below = (count: number) => Math.floor(random.fraction() * count);
  return {
    random,
    below,
    between: (from, to) => from + below(to - from + 1),
    chance: (probability) => random.fraction() < probability,
    pick: <Value>(values: readonly Value[]) => {
      const value = values[below(values.length)];
      if (value === undefined) throw new Error('There is nothing to choose from.');
      return value;
    },
    weighted: <Key extends string>(weights: Readonly<Record<Key, number>>) => {
      const entries = Object.entries<number>(weights) as [Key, number][];
      let left = random.fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [key, weight] of entries) {
        left -= weight;
        if (left < 0) return key;
      }
      throw new Error('Nothing has any weight.');
    },
  };
}
