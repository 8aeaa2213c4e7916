import fc from 'fast-check';

/** Any code point but a surrogate. fast-check's own unit of this kind takes two seconds to make. */
const codePoint = fc
  .oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0x10ffff }))
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code));

/** Well-formed text, U+0000 and what nobody writes included. */
export function wellFormedTexts(maxLength = 20): fc.Arbitrary<string> {
  return fc.string({ unit: codePoint, maxLength });
}
