import type { DeskWords } from './desk-words.ts';
import { en } from './words-en.ts';
import { zhCn } from './words-zh-cn.ts';

const dictionaries: Readonly<Record<'en' | 'zh-CN', DeskWords>> = { en, 'zh-CN': zhCn };

/** The chosen language, or else what the system speaks. */
export function deskWords(chosen: 'en' | 'zh-CN' | null, system: readonly string[]): DeskWords {
  const spoken = system.find((tag) => /^(en|zh)\b/iu.test(tag)) ?? 'en';
  return dictionaries[chosen ?? (/^zh\b/iu.test(spoken) ? 'zh-CN' : 'en')];
}
