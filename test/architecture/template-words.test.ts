import { parse, type AST } from 'svelte/compiler';
import { describe, expect, it } from 'vitest';
import { readSourceFiles, readText } from './source-file.ts';

const spoken = new Set([
  'aria-label',
  'aria-description',
  'title',
  'placeholder',
  'alt',
  'label',
  'hint',
  'closeLabel',
]);
const letters = /\p{L}/u;

/** The words in a template that come from no dictionary. */
function literalWords(source: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
    const { type, name } = node as { readonly type?: unknown; readonly name?: string };
    if (type === 'StyleDirective') return;
    if (type === 'Attribute') {
      const { value } = node as AST.Attribute;
      const texts = Array.isArray(value) ? value.filter((part) => part.type === 'Text') : [];
      if (spoken.has(name ?? '')) found.push(...texts.map(({ data }) => data).filter((text) => letters.test(text)));
      if (value !== true && !Array.isArray(value)) visit(value);
      return;
    }
    if (type === 'Text') {
      const { data } = node as AST.Text;
      if (letters.test(data)) found.push(data.trim());
    }
    for (const inner of Object.values(node)) visit(inner);
  };
  visit(parse(source, { modern: true }).fragment);
  return found;
}

const components = readSourceFiles('src-renderer').filter(({ path }) => path.endsWith('.svelte'));

describe('every word on the screen comes from a dictionary', () => {
  it('in all components', () => {
    const strays = components.flatMap(({ path }) => literalWords(readText(path)).map((word) => `${path}: ${word}`));
    expect(components.length).toBeGreaterThan(30);
    expect(strays).toEqual([]);
  });

  it('and a word in a template is seen', () => {
    expect(
      literalWords('<p>Hello</p>{#if x}<b>there</b>{/if}<button aria-label="Go" class="go">{words.go}</button>'),
    ).toEqual(['Hello', 'there', 'Go']);
  });
});

describe('a component', () => {
  it('holds no raw HTML and no style of its own in an attribute, which the policy of the page forbids', () => {
    const strays = components.filter(({ path }) => /\{@html|\sstyle=/u.test(readText(path)));
    expect(strays.map(({ path }) => path)).toEqual([]);
  });

  it('has one effect at most', () => {
    const strays = components.filter(({ path }) => readText(path).split('$effect').length > 2);
    expect(strays.map(({ path }) => path)).toEqual([]);
  });
});
