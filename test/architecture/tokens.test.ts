import { expect, it } from 'vitest';
import { readSourceFiles, readText } from './source-file.ts';

const tokensPath = 'src-renderer/styles/tokens.css';
/** Set by a component for what stands within it. */
const ownOfComponents = /\s(--[a-z0-9-]+)\s*:|style:(--[a-z0-9-]+)/gu;

function namesIn(text: string, pattern: RegExp): Set<string> {
  return new Set([...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? ''));
}

it('every token is used somewhere, and every one that is used is there', () => {
  const tokens = readText(tokensPath);
  const components = readSourceFiles('src-renderer').filter(({ path }) => path.endsWith('.svelte'));
  const page = [readText('src-renderer/styles/global.css'), ...components.map(({ path }) => readText(path))].join('\n');
  const defined = namesIn(tokens, /\s(--[a-z0-9-]+)\s*:/gu);
  const used = namesIn(`${tokens}\n${page}`, /var\((--[a-z0-9-]+)/gu);
  expect(defined.size).toBeGreaterThan(100);
  expect([...defined].filter((name) => !used.has(name))).toEqual([]);
  const own = namesIn(page, ownOfComponents);
  expect([...used].filter((name) => !defined.has(name) && !own.has(name))).toEqual([]);
});
