import { codePoints, isStorableText, maxTextCodePoints } from '#shared/domain/text.ts';
import { createSeededRandom } from '../seeded-random.ts';
import { hostileLinks } from './hostile-links.ts';
import { hostileMarkup } from './hostile-markup.ts';
import { hostileWriting } from './hostile-writing.ts';

export const corpusSeed = 22;
const mixedCount = 400;

/** Every text of the corpus that a server would take, each once; those of a kind are far from each other. */
export function hostileTexts(): readonly string[] {
  const curated = [...hostileMarkup, ...hostileLinks, ...hostileWriting];
  const random = createSeededRandom(corpusSeed);
  const pick = (): string => curated[Math.floor(random.fraction() * curated.length)] ?? '';
  // Pieces of several, cut anywhere.
  const cut = (text: string): string => text.slice(0, Math.ceil(random.fraction() * Math.min(text.length, 300)));
  const mixed = Array.from({ length: mixedCount }, () => `${cut(pick())}${pick().slice(0, 300)}${cut(pick())}`);
  const all = [...new Set([...curated, ...mixed])].filter(isSayable);
  const step = 7;
  return Array.from({ length: step }, (_, start) => all.filter((_text, index) => index % step === start)).flat();
}

function isSayable(text: string): boolean {
  return isStorableText(text) && text.trim() !== '' && codePoints(text) <= maxTextCodePoints;
}
