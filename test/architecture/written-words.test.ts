import { describe, expect, it } from 'vitest';
import { readSourceFiles, readText } from './source-file.ts';
import { writtenWords } from './written-words.ts';

const components = readSourceFiles('src-renderer').filter(({ path }) => path.endsWith('.svelte'));

describe('every word on the screen comes from a dictionary', () => {
  it('in all components', () => {
    const strays = components.flatMap(({ path }) => writtenWords(readText(path)).map((word) => `${path}: ${word}`));
    expect(components.length).toBeGreaterThan(30);
    expect(strays).toEqual([]);
  });

  it('in all of the page that is not its dictionaries', () => {
    const modules = readSourceFiles('src-renderer').filter(
      ({ path }) => path.endsWith('.ts') && !path.includes('/i18n/') && !path.endsWith('.d.ts'),
    );
    const strays = modules.flatMap(({ path }) =>
      writtenWords(`<script lang="ts">${readText(path)}</script>`).map((word) => `${path}: ${word}`),
    );
    expect(modules.length).toBeGreaterThan(30);
    expect(strays).toEqual([]);
  });

  it.each([
    ['markup', '<p>Hello</p>{#if x}<b>there</b>{/if}', ['Hello', 'there']],
    ['an attribute that is spoken', '<button aria-label="Go" class="go">{words.go}</button>', ['Go']],
    ['an expression', "<p>{name === '' ? 'Hello there' : 'Good day to you'}</p>", ['Hello there', 'Good day to you']],
    ['a property', "<Field label={'Name'} />", ['Name']],
    ['a script', "<script>const greeting = 'Hello there';</script><p>{greeting}</p>", ['Hello there']],
    ['a template', '<p>{`${count} people`}</p><p>{`你好`}</p>', ['people', '你好']],
    ['what people do not read', "<p class={['soft', { big: x }]} data-key={'ctrl+enter'}>{words.go}</p>", []],
  ])('and a word in %s is seen', (_where, source, words) => {
    expect(writtenWords(source)).toEqual(words);
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
