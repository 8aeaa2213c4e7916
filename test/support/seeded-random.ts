import type { Random } from '#shared/random.ts';

/** The same seed gives the same bytes and fractions for ever (sfc32). Not fit for real keys. */
export function createSeededRandom(seed: number | string): Random {
  let [a, b, c, counter] = [...hashOf(String(seed)), 1] as [number, number, number, number];

  function next(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  }

  for (let round = 0; round < 12; round += 1) next();
  return {
    bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff),
    fraction: () => next() / 2 ** 32,
  };
}

/** Three words from a text (FNV-1a, with a different start for each). */
function hashOf(text: string): readonly number[] {
  return [0x811c9dc5, 0x9dc5811c, 0x1c9dc581].map((start) =>
    [...text].reduce((hash, character) => Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193), start),
  );
}
