import { nameKey, type Name } from '#shared/domain/name.ts';

/** The pairs among these names of which one would be taken for the other (T8). */
export function sameNames(names: readonly Name[]): (readonly [Name, Name])[] {
  const pairs: (readonly [Name, Name])[] = [];
  const byRead = new Map<string, Name>();
  const bySeen = new Map<string, Name>();
  for (const name of names) {
    const { read, seen } = nameKey(name);
    const other = byRead.get(read) ?? bySeen.get(seen);
    if (other !== undefined) pairs.push([other, name]);
    byRead.set(read, name);
    bySeen.set(seen, name);
  }
  return pairs;
}
