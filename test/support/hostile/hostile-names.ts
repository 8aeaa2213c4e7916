import { parseName, type Name } from '#shared/domain/name.ts';
import { livingNames } from '../living-names.ts';
import { hostileTexts } from './hostile-texts.ts';

const maxTypedUnits = 200;

/** What somebody could type for a name: whatever could be said, cut to about the length of one, and names around it. */
export function typedNames(): readonly string[] {
  const beginnings = hostileTexts().map((text) => text.slice(0, 70));
  const within = hostileTexts().map((text, index) => {
    const name = livingNames[index % livingNames.length] ?? '';
    return `${name} ${text.slice(0, 30)} ${name}`.slice(0, maxTypedUnits);
  });
  return [...new Set([...beginnings, ...within])];
}

/** The names that a server makes of those it takes. */
export function hostileNames(): readonly Name[] {
  const cleaned = typedNames().map(parseName);
  return [...new Set(cleaned.flatMap((name) => (name.ok ? [name.value] : [])))];
}
