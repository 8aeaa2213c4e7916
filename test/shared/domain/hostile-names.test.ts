import { describe, expect, it } from 'vitest';
import { maxNameCodePoints, nameKey, parseName, type Name } from '#shared/domain/name.ts';
import { codePoints } from '#shared/domain/text.ts';
import { hostileNames, typedNames } from '#test/support/hostile/hostile-names.ts';
import { corpusSeed } from '#test/support/hostile/hostile-texts.ts';

const typed = typedNames();
const names = hostileNames();

/** Those of which something does not hold, so that a failure names them. */
const failing = (holds: (name: Name) => boolean): string[] =>
  names.filter((name) => !holds(name)).map((name) => JSON.stringify(name));

describe(`names out of the corpus (seed ${corpusSeed})`, () => {
  it('[T8] are thousands', () => {
    expect(typed.length).toBeGreaterThan(3_000);
    expect(names.length).toBeGreaterThan(2_000);
  });

  it('[T8] are refused with a reason or cleaned', () => {
    const problems = typed.map(parseName).flatMap((name) => (name.ok ? [] : [name.error.type]));
    expect(new Set(problems)).toEqual(new Set(['name_empty', 'name_too_long', 'name_ill_formed']));
    expect(problems.length).toBeLessThan(typed.length / 2);
  });

  it('[T8] are clean already once they were cleaned, and NFC', () => {
    expect(failing((name) => name.normalize('NFC') === name)).toEqual([]);
    expect(
      failing((name) => {
        const again = parseName(name);
        return again.ok && again.value === name;
      }),
    ).toEqual([]);
  });

  it('[T8] hold no bidi, control, invisible or private character, and no line', () => {
    expect(failing((name) => !/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u.test(name))).toEqual([]);
    expect(failing((name) => !/\p{Default_Ignorable_Code_Point}|\p{Noncharacter_Code_Point}/u.test(name))).toEqual([]);
    expect(failing((name) => !/[\p{Bidi_Control}\u2800]/u.test(name))).toEqual([]);
    expect(failing((name) => name.trim() === name && !name.includes('  '))).toEqual([]);
  });

  it('[T8] are short, and no tower of marks', () => {
    expect(failing((name) => codePoints(name) <= maxNameCodePoints)).toEqual([]);
    expect(failing((name) => !/^\p{M}|\p{M}{7}/u.test(name))).toEqual([]);
    expect(failing((name) => !/[\u0300-\u036f\u20d0-\u20ff]{3}/u.test(name))).toEqual([]);
  });

  it('[T8] have keys, which nothing invisible or of another form changes', () => {
    expect(failing((name) => nameKey(name).read !== '' && nameKey(name).seen !== '')).toEqual([]);
    const hidden = (name: Name): Name => `\u200b${[...name].join('\u2060')}\u202e` as Name;
    expect(
      failing((name) => {
        const cleaned = parseName(hidden(name).slice(0, 16 * maxNameCodePoints));
        return cleaned.ok && nameKey(cleaned.value).seen === nameKey(name).seen;
      }),
    ).toEqual([]);
  });
});
