import { isSameName, parseName } from './name.ts';

/** Whether what calls itself by the one would be taken for what is called by the other (T8); neither has to be a name. */
export function isCalledLike(one: string, other: string): boolean {
  const [name, otherName] = [parseName(one), parseName(other)];
  return name.ok && otherName.ok ? isSameName(name.value, otherName.value) : one === other;
}
