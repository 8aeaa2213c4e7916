import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameName } from '#shared/domain/name.ts';
import { skeleton } from '#shared/domain/skeleton.ts';
import { livingNames } from '#test/support/living-names.ts';
import { nameOf } from '#test/support/sample-ids.ts';
import { sameNames } from '#test/support/same-names.ts';

const seed = 7_431;

describe('the skeleton of a text', () => {
  it.each([
    ['Mara', 'М\u0430r\u0430', 'Cyrillic'],
    ['ABC', 'ΑΒС', 'Greek and Cyrillic'],
    ['paypal', 'ра\u0443ра\u04cf', 'Cyrillic throughout'],
    ['Ann', '𝐀𝑛𝔫', 'mathematical'],
    ['Il1|', 'lI|1', 'strokes'],
    ['O0', '0О', 'circles'],
    ['rn', 'm', 'what the table says of m'],
    ['O’Neill', "O'Neill", 'apostrophes'],
    ['Jo-Ann', 'Jo‐Ann', 'hyphens'],
    ['ǎ', 'ă', 'marks'],
    ['エロカ', '工口力', 'Japanese letters that look like Chinese characters'],
  ])('[T8] of %s is that of %s: %s', (one, other) => {
    expect(skeleton(one)).toBe(skeleton(other));
  });

  it(`[T8] is that of its composed and decomposed form (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 12 }), (text) => {
        expect(skeleton(text.normalize('NFD'))).toBe(skeleton(text));
        expect(skeleton(text.normalize('NFC'))).toBe(skeleton(text));
      }),
      { seed, numRuns: 2_000 },
    );
  });
});

describe('two names are the same', () => {
  it.each([
    ['Mara', 'M\u0430r\u0430'],
    ['Mara', 'МАRА'],
    ['mara', 'МАRА'],
    ['Mara Lindqvist', 'ⅿаrа 𝕷indqvist'],
    ['Hans', 'НANS'],
    ['Ian', 'lan'],
    ['Ian', '1an'],
    ['IAN', 'lAN'],
    ['Ian', 'lAN'],
    ['Bill', 'BiII'],
    ['Bob', 'B0b'],
    ['Otto', '0tto'],
    ['Tom', 'Torn'],
    ['Иван', 'Ивaн'],
    ['Νίκος', 'Nίκος'],
    ['علی', 'على'],
    ['カオリ', '力オリ'],
    ['Paul', 'Ρаu1'],
    ['Ann Lee', 'Аnn\u2003Lее'],
    ['Ian', 'Ｉаn'],
    ['Ian', '１аn'],
    ['Fritz', 'ſritz'],
    ['Straße', 'STRASSE'],
    ['Irmak', 'ırmak'],
    ['İrem', 'irem'],
  ])('[T8] when they look alike: %s and %s', (one, other) => {
    expect(isSameName(nameOf(one), nameOf(other))).toBe(true);
  });

  it.each([
    ['Ian', 'Lan'],
    ['Lia', 'Ila'],
    ['Eli', 'Ell'],
    ['Ida', 'Lda'],
    ['Ole', 'Oie'],
    ['José', 'Jose'],
    ['Бор', 'Bob'],
    ['王伟', '王炜'],
    ['士', '土'],
    ['日', '曰'],
    ['แดง', 'แตง'],
    ['עדן', 'עדו'],
    ['Ani', 'Anu'],
    ['Զարա', 'Գարա'],
  ])('[T8] and not when whoever reads them knows them apart: %s and %s', (one, other) => {
    expect(isSameName(nameOf(one), nameOf(other))).toBe(false);
  });

  it('[T8] when the whole of one in Greek or Cyrillic looks like a Latin one, and else not', () => {
    const taken = ['Оскар', 'Анна', 'Ева', 'Νίκη', 'Ζωή', 'Άννα', 'Мара'].filter((name) =>
      ['Oskar', 'Anna', 'Eva', 'Niki', 'Zoe', 'Mara'].some((latin) => isSameName(nameOf(name), nameOf(latin))),
    );
    expect(taken).toEqual([]);
    expect(isSameName(nameOf('СОСО'), nameOf('COCO'))).toBe(true);
    expect(isSameName(nameOf('ΑΝΝΑ'), nameOf('ANNA'))).toBe(true);
  });

  it(`[T8] never, of two in Chinese characters or in Korean that are written differently (seed ${seed})`, () => {
    const han = fc.integer({ min: 0x4e00, max: 0x9fff });
    const hangul = fc.integer({ min: 0xac00, max: 0xd7a3 });
    const names = fc.oneof(han, hangul).map((code) => String.fromCodePoint(code));
    fc.assert(
      fc.property(
        fc.array(names, { minLength: 1, maxLength: 3 }),
        fc.array(names, { minLength: 1, maxLength: 3 }),
        (a, b) => {
          const [one, other] = [nameOf(a.join('')), nameOf(b.join(''))];
          expect(isSameName(one, other)).toBe(one === other);
        },
      ),
      { seed, numRuns: 3_000 },
    );
    const characters = Array.from({ length: 0x9fff - 0x4e00 + 1 }, (_, index) => String.fromCodePoint(0x4e00 + index));
    expect(sameNames(characters.map(nameOf))).toEqual([]);
  });

  it('[T8] never, of people as they are called', () => {
    expect(livingNames.length).toBeGreaterThan(300);
    expect(sameNames(livingNames.map(nameOf))).toEqual([]);
  });
});
