import type { languages } from '#shared/ipc/shell-api.ts';
import { en, type Words } from './en.ts';
import { zhCn } from './zh-cn.ts';

export type Language = (typeof languages)[number];

export const dictionaries: Readonly<Record<Language, Words>> = { en, 'zh-CN': zhCn };

/** The language to show: the one chosen, or else the first of the system's that there is. */
export function chooseLanguage(chosen: Language | null, preferred: readonly string[]): Language {
  if (chosen !== null) return chosen;
  for (const tag of preferred) {
    if (/^zh\b/i.test(tag)) return 'zh-CN';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
}
