import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findByName, resolveName, resolveNames } from '#main/terminal/resolve-name.ts';

const people = ['Mara Lindqvist', 'Jonas Weber', 'Jonas', 'Joanna', '林薇 Lin Wei', 'Priya R.'].map((name, index) => ({
  id: `id-${index}`,
  name,
}));

function found(typed: string): string {
  const result = resolveName(typed, people);
  return result.ok ? result.value.name : result.error.type;
}

describe('a typed name', () => {
  it.each([
    ['Mara Lindqvist', 'Mara Lindqvist'],
    ['mara', 'Mara Lindqvist'],
    ['  MARA LINDQVIST ', 'Mara Lindqvist'],
    ['jonas', 'Jonas'],
    ['jonas w', 'Jonas Weber'],
    ['@priya', 'Priya R.'],
    ['林', '林薇 Lin Wei'],
    ['ｍａｒａ', 'Mara Lindqvist'],
    ['id-3', 'Joanna'],
    ['jo', 'ambiguous'],
    ['nobody', 'nobody'],
    ['', 'nobody'],
    ['@', 'nobody'],
  ])('%j finds %s', (typed, name) => {
    expect(found(typed)).toBe(name);
  });

  it('that fits several tells which', () => {
    expect(resolveName('jo', people)).toMatchObject({ error: { names: ['Jonas Weber', 'Jonas', 'Joanna'] } });
  });

  it('that is a whole name finds its owner, whoever else begins so', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/u), { minLength: 1 }), (names) => {
        const candidates = names.map((name) => ({ id: `#${name}`, name }));
        for (const name of names) expect(resolveName(name, candidates)).toMatchObject({ value: { name } });
      }),
    );
  });
});

describe('several typed names', () => {
  it.each([
    [
      ['mara', 'joanna'],
      ['Mara Lindqvist', 'Joanna'],
    ],
    [
      ['Jonas', 'Weber', 'Mara'],
      ['Jonas Weber', 'Mara Lindqvist'],
    ],
    [['Mara', 'Lindqvist'], ['Mara Lindqvist']],
    [['mara', 'mara'], ['Mara Lindqvist']],
    [[], []],
  ])('%j find %j', (words, names) => {
    const result = resolveNames(words, people);
    expect(result.ok && result.value.map(({ name }) => name)).toEqual(names);
  });

  it('of which one is unknown find nobody', () => {
    expect(resolveNames(['mara', 'xyz'], people)).toEqual({ ok: false, error: { type: 'nobody', typed: 'xyz' } });
  });
});

it('a script names things whole', () => {
  expect(findByName('jona', people)).toEqual([]);
  expect(findByName('JONAS', people)).toHaveLength(1);
});
