const shownLength = 16;
const groupLength = 4;

/**
 * An id that is made of a key, as people compare it: its first 16 characters in four groups, `K7QD-M2XA-94FT-PW3R`. That is 80
 * bits of a hash: nobody makes a second key that looks like it.
 */
export function shownKey(id: string): string {
  const start = id.slice(0, shownLength).toUpperCase();
  return start.match(new RegExp(`.{1,${groupLength}}`, 'gu'))?.join('-') ?? '';
}
