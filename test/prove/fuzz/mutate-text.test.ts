import { expect, it } from 'vitest';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { serverCorpus } from './corpus.ts';
import { mutateText, pick } from './mutate-text.ts';

it('the same seed makes the same nonsense, and hardly any of it is what it was', () => {
  const [one, other] = [nonsense('a'), nonsense('a')];
  expect(one).toEqual(other);
  expect(nonsense('b')).not.toEqual(one);
  expect(one.filter((text) => serverCorpus.includes(text)).length).toBeLessThan(one.length / 10);
});

function nonsense(seed: string): string[] {
  const random = createSeededRandom(seed);
  return Array.from({ length: 500 }, () => mutateText(pick(random, serverCorpus), random, serverCorpus));
}
